using Rollup.Kernel.Primitives;

namespace Rollup.Testing;

/// <summary>What the contract is told about batch 0.</summary>
/// <param name="StateRoot">Root of the genesis state.</param>
/// <param name="NextIndex">Number of its leaves.</param>
/// <param name="BlockHash">Hash of block 0.</param>
/// <param name="Timestamp">Time of block 0, seconds since 1970.</param>
public sealed record GenesisOnL1(Hash256 StateRoot, ulong NextIndex, Hash256 BlockHash, ulong Timestamp);
