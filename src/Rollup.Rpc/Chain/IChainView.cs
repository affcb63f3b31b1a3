using Rollup.State;
using Rollup.Storage;

namespace Rollup.Rpc.Chain;

/// <summary>The chain as this process has it: its ends, and its state. Blocks up to <see cref="Latest"/> are stored and their state can be read.</summary>
public interface IChainView
{
    /// <summary>Raised after <see cref="Latest"/> has changed, by a new block or a rollback. Handlers must be quick.</summary>
    event EventHandler? LatestChanged;

    /// <summary>The newest block.</summary>
    BlockRow Latest { get; }

    /// <summary>The last block committed on L1; 0 before the first.</summary>
    ulong Safe { get; }

    /// <summary>The last block proven on L1; 0 before the first.</summary>
    ulong Finalized { get; }

    /// <summary>The state at the end of a block; null if it is not kept (see <see cref="ChainState.At"/>).</summary>
    IStateReader? StateAt(ulong block);
}
