using Rollup.Kernel.Primitives;

namespace Rollup.Sequencer;

/// <summary>What the genesis block is made of, besides the chain's configuration.</summary>
/// <param name="Timestamp">Seconds since 1970; the same as in the deployment on L1.</param>
/// <param name="Allocation">Balances in wei.</param>
public sealed record GenesisSpec(ulong Timestamp, IReadOnlyDictionary<Address, U256> Allocation);
