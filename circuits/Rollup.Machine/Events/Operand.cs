namespace Rollup.Machine.Events;

/// <summary>Words that a precompile accesses at an address, and whether it overwrites them (a single access that sees the old value), or only reads them.</summary>
public readonly record struct Operand(int Words, bool IsWritten);
