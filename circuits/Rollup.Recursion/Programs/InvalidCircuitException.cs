namespace Rollup.Recursion.Programs;

/// <summary>A program that no witness can satisfy, or that does not fit its tables: a fault of whoever records it.</summary>
public sealed class InvalidCircuitException(string message) : Exception(message);
