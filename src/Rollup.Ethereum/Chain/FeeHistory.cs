namespace Rollup.Ethereum.Chain;

/// <summary>
/// eth_feeHistory over some blocks, in wei per gas. <paramref name="BaseFees"/> has one entry per block, oldest first, and one more
/// for the next block; <paramref name="Rewards"/> has the requested percentile of the tips paid in each block.
/// </summary>
public sealed record FeeHistory(IReadOnlyList<ulong> BaseFees, IReadOnlyList<ulong> Rewards);
