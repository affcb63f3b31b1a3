using Rollup.Storage;

namespace Rollup.Rpc.Chain;

/// <summary>The ends of the chain. Blocks up to <see cref="Latest"/> are stored and their state can be read.</summary>
public interface IChainHeads
{
    /// <summary>The newest block.</summary>
    BlockRow Latest { get; }

    /// <summary>The last block committed on L1; 0 before the first.</summary>
    ulong Safe { get; }

    /// <summary>The last block proven on L1; 0 before the first.</summary>
    ulong Finalized { get; }
}
