using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>The outcome of a mined transaction. <paramref name="EffectiveGasPrice"/> is wei per gas.</summary>
public sealed record L1Receipt(
    Hash256 TransactionHash,
    ulong BlockNumber,
    Hash256 BlockHash,
    bool Succeeded,
    ulong GasUsed,
    U256 EffectiveGasPrice);
