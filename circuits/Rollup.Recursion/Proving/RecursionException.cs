namespace Rollup.Recursion.Proving;

/// <summary>Proofs that do not fit together, or that are not valid.</summary>
public sealed class RecursionException(string message) : Exception(message);
