namespace Rollup.Settlement;

/// <summary>L1 holds batches that this node did not seal. Going on would build on a chain that L1 does not have; an operator must look.</summary>
public sealed class SettlementHaltedException(string message) : Exception(message);
