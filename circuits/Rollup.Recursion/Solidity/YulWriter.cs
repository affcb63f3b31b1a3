using System.Text;

namespace Rollup.Recursion.Solidity;

/// <summary>Lines of Yul, indented by their braces.</summary>
internal sealed class YulWriter(int depth)
{
    private const int IndentWidth = 4;

    private readonly StringBuilder _text = new();
    private int _depth = depth;

    /// <summary>Lines as they are, below the current indentation; a brace at an end of a line opens or closes a block.</summary>
    public void Write(string lines)
    {
        foreach (string line in lines.ReplaceLineEndings("\n").Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith('}') || trimmed.StartsWith(')'))
                _depth--;
            if (trimmed.Length > 0)
                _ = _text.Append(' ', IndentWidth * _depth).Append(trimmed);
            _ = _text.Append('\n');
            if (trimmed.EndsWith('{') || trimmed.EndsWith('('))
                _depth++;
        }
    }

    public void Clear() => _text.Clear();

    public override string ToString() => _text.ToString();
}
