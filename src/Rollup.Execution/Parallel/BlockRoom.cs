namespace Rollup.Execution.Parallel;

/// <summary>What is left of a block, and of the batch that it is part of.</summary>
/// <param name="Gas">The gas that the block has left: a transaction's gas limit has to fit, not its usage.</param>
/// <param name="DataBytes">The bytes of L1 data that the batch has left, measured as <c>TransactionResult.DataBytes</c>.</param>
/// <param name="ProvingCost">The cells of proof that the block's second has left.</param>
public readonly record struct BlockRoom(ulong Gas, ulong DataBytes = ulong.MaxValue, ulong ProvingCost = ulong.MaxValue);
