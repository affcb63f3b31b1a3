namespace Rollup.StateTests;

/// <summary>What became of one post entry of a state test; <see cref="Failure"/> is null if it passed.</summary>
public sealed record StateTestResult(string Name, string? Failure);
