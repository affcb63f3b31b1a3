using System.Globalization;
using System.Text;
using Mono.Cecil;

namespace Rollup.GuestCompiler;

/// <summary>The constant tables of the program: fields whose bytes lie in the assembly's image.</summary>
internal sealed class StaticData
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly StringBuilder _definitions = new();

    /// <summary>The LLVM definitions of all tables asked for so far.</summary>
    public string Definitions => _definitions.ToString();

    /// <summary>The address of the field's bytes.</summary>
    public string AddressOf(FieldDefinition field)
    {
        if (field.RVA == 0 || !field.IsInitOnly)
            throw new NotSupportedException($"{field.FullName} is a static field without constant bytes");
        if (_names.TryGetValue(field.FullName, out string? known))
            return known;
        string name = string.Create(CultureInfo.InvariantCulture, $"@table.{_names.Count}");
        _names.Add(field.FullName, name);
        byte[] bytes = field.InitialValue;
        _definitions.Append(CultureInfo.InvariantCulture, $"{name} = internal unnamed_addr constant [{bytes.Length} x i8] c\"");
        foreach (byte b in bytes)
            _definitions.Append('\\').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        _definitions.Append("\", align 8\n");
        return name;
    }
}
