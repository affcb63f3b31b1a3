namespace Rollup.GuestCompiler;

/// <summary>What is compiled: everything that the entry can reach.</summary>
/// <param name="AssemblyPath">The assembly of the entry, compiled for release. Those that it references lie beside it.</param>
/// <param name="EntryType">The full name of the type that holds the static method <see cref="EntryMethod"/>.</param>
public sealed record GuestSource(string AssemblyPath, string EntryType)
{
    /// <summary>The name of the method that runs; when it returns, the machine halts.</summary>
    public const string EntryMethod = "Run";

    /// <summary>Numbers of custom instructions that the program is to do without.</summary>
    public IReadOnlySet<int> DisabledInstructions { get; init; } = new HashSet<int>();
}
