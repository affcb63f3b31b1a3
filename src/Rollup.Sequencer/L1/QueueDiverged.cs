namespace Rollup.Sequencer.L1;

/// <summary>
/// L2 blocks hold queue items that L1 does not have (any more): a reorg of L1 dropped or changed items that were taken before they were
/// final. Such blocks can never be committed. The chain has to go back to the block before <paramref name="FirstBlock"/>.
/// </summary>
/// <param name="FirstBlock">The first L2 block with a queue position that L1 contradicts.</param>
/// <param name="Index">The index of that block's last queue item, which L1 has not or has after other items.</param>
/// <param name="Missing">Whether L1 has no item there at all, finally; otherwise it has another one.</param>
public sealed record QueueDiverged(ulong FirstBlock, ulong Index, bool Missing);
