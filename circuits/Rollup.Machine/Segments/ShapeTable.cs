using System.Reflection;
using System.Text;
using Rollup.Machine.Tables;
using Rollup.Stark.Parameters;

namespace Rollup.Machine.Segments;

/// <summary>
/// The shapes that keys accept, as a text that is part of the source: a line of names, then a line per table with its height in each shape as a logarithm, and "-" where it is left out. Made by a command
/// from traces.
/// </summary>
public static class ShapeTable
{
    /// <summary>The file beside this one.</summary>
    public const string File = "Shapes.txt";

    private const string Absent = "-";

    /// <summary>The pinned shapes, for the machine's tables.</summary>
    public static IReadOnlyList<SegmentShape> Pinned(IReadOnlyList<IChip> chips)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(File) ?? throw new InvalidOperationException($"The resource {File} is missing.");
        using StreamReader reader = new(stream);
        return Parse(chips, reader.ReadToEnd());
    }

    /// <exception cref="FormatException">The text is not a table of the machine's tables, in their order.</exception>
    public static IReadOnlyList<SegmentShape> Parse(IReadOnlyList<IChip> chips, string text)
    {
        string[][] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        if (lines.Length != chips.Count + 1)
            throw new FormatException($"There are {lines.Length - 1} lines of heights for {chips.Count} tables.");
        string[] names = lines[0];
        for (int i = 0; i < chips.Count; i++)
        {
            if (lines[i + 1][0] != chips[i].Air.Name || lines[i + 1].Length != names.Length + 1)
                throw new FormatException($"Line {i + 2} is not that of table {chips[i].Air.Name} with {names.Length} heights.");
        }

        return [.. names.Select((name, shape) => new SegmentShape(name, [.. lines.Skip(1).Select(line => line[shape + 1] == Absent ? StarkParameters.AbsentLogHeight : int.Parse(line[shape + 1]))]))];
    }

    public static string Format(IReadOnlyList<IChip> chips, IReadOnlyList<SegmentShape> shapes)
    {
        int width = chips.Max(chip => chip.Air.Name.Length);
        StringBuilder text = new();
        text.Append(new string(' ', width)).Append(string.Concat(shapes.Select(shape => $" {shape.Name,8}"))).Append('\n');
        for (int i = 0; i < chips.Count; i++)
        {
            IEnumerable<string> heights = shapes.Select(shape => shape.LogHeights[i] == StarkParameters.AbsentLogHeight ? Absent : shape.LogHeights[i].ToString());
            text.Append(chips[i].Air.Name.PadRight(width)).Append(string.Concat(heights.Select(height => $" {height,8}"))).Append('\n');
        }

        return text.ToString();
    }
}
