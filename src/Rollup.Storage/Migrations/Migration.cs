using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Rollup.Storage;

/// <summary>One step of the schema: <c>migrations/NNNN_name.sql</c>, embedded in this assembly.</summary>
public sealed class Migration
{
    /// <param name="version">Position in the order of application, counted from 1 without gaps.</param>
    /// <param name="name">The part of the file name after the number.</param>
    /// <param name="sql">Statements; they run in one transaction.</param>
    public Migration(int version, string name, string sql)
    {
        Version = version;
        Name = name;
        Sql = sql;
    }

    /// <summary>Position in the order of application, counted from 1 without gaps.</summary>
    public int Version { get; }

    /// <summary>The part of the file name after the number.</summary>
    public string Name { get; }

    /// <summary>Statements; they run in one transaction.</summary>
    public string Sql { get; }

    /// <summary>SHA-256 of the statements: an applied migration must never change.</summary>
    public byte[] Checksum => SHA256.HashData(Encoding.UTF8.GetBytes(Sql));

    /// <summary>All migrations of this build, in order.</summary>
    public static IReadOnlyList<Migration> Embedded()
    {
        Assembly assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))];
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        string[] parts = Path.GetFileNameWithoutExtension(resource).Split('_', 2);
        return new Migration(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], reader.ReadToEnd());
    }
}
