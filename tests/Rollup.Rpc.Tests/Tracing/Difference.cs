using System.Text;

namespace Rollup.Rpc.Tests.Tracing;

/// <summary>Gathers what differs, so that one run shows all of it.</summary>
internal sealed class Difference
{
    private readonly StringBuilder _text = new();

    /// <summary>What is being compared.</summary>
    public string Scenario { get; set; } = "";

    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => _text.Length == 0;

    /// <summary>Notes the first line in which the two texts differ, if any does.</summary>
    public void Compare(string what, string ours, string theirs)
    {
        if (ours == theirs)
            return;
        string[] left = ours.Split('\n');
        string[] right = theirs.Split('\n');
        int line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
            line++;
        _text.AppendLine($"{Scenario}: {what}, line {line}").AppendLine($"  ours   {Line(left, line)}").AppendLine($"  theirs {Line(right, line)}");
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Line(string[] lines, int line) => line < lines.Length ? lines[line] : "(end)";
}
