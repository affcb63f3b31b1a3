namespace Rollup.Machine.Programs;

/// <summary>A function of the program, for profiles and reports.</summary>
public sealed record Symbol(string Name, uint Address, uint Bytes);
