using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>What this project needs of an L1 block header. Times are seconds since 1970; fees are wei per gas.</summary>
public sealed record L1Block(ulong Number, Hash256 Hash, Hash256 ParentHash, ulong Timestamp, ulong BaseFee);
