namespace Rollup.Recursion.Programs;

/// <summary>The steps of a program in the order in which they run, and what the steps of each table do.</summary>
internal sealed record ProgramOperations(Operation[] Steps, ArithmeticOperation[] Arithmetic, CompressionOperation[] Compressions, SpongeOperation[] Sponges);
