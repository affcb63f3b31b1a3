namespace Rollup.Machine.Profiling;

/// <summary>What a function of the program costs itself, without what it calls.</summary>
public sealed record FunctionCost(string Name, long Instructions, double Cells);
