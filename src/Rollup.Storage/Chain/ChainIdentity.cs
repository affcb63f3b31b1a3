using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>Which chain a database holds.</summary>
/// <param name="ChainId">The L2 chain id.</param>
/// <param name="ConfigHash">Hash of the chain's configuration.</param>
/// <param name="GenesisHash">Hash of block 0.</param>
public sealed record ChainIdentity(ulong ChainId, Hash256 ConfigHash, Hash256 GenesisHash);
