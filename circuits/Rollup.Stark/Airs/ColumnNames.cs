using System.Reflection;
using System.Runtime.CompilerServices;

namespace Rollup.Stark.Airs;

/// <summary>Names of columns, taken from a typed column struct: <c>Before[3]</c>, <c>Permutations[7].Input[0]</c>.</summary>
public static class ColumnNames
{
    /// <summary>The names of the columns of <typeparamref name="TColumns"/>, a column struct over <see cref="byte"/>, in order.</summary>
    public static string[] Of<TColumns>()
        where TColumns : struct
        => [.. Names(typeof(TColumns), "")];

    private static IEnumerable<string> Names(Type type, string path)
    {
        if (type == typeof(byte))
            return [path];
        FieldInfo[] fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } array)
            return Enumerable.Range(0, array.Length).SelectMany(i => Names(fields[0].FieldType, $"{path}[{i}]"));
        return fields.OrderBy(f => f.MetadataToken).SelectMany(f => Names(f.FieldType, path.Length == 0 ? f.Name : $"{path}.{f.Name}"));
    }
}
