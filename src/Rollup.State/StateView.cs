using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State.Codes;
using Rollup.Storage.StateData;

namespace Rollup.State;

/// <summary>The state at the end of one recent block, which stays so while further blocks are added.</summary>
internal sealed class StateView(ChainState state, ulong block) : IStateReader
{
    public StateValue Read(in StateKey key) => state.ReadAt(in key, block);

    public ContractCode ReadCode(in Hash256 codeHash) => state.ReadCode(in codeHash);

    public Hash256? FindBlockHash(ulong number) => number <= block ? state.FindBlockHash(number) : null;
}

/// <summary>The state at the end of a batch, read from the stored history.</summary>
internal sealed class CheckpointView(IStateStore store, RecentCodes codes, ulong batch) : IStateReader
{
    public StateValue Read(in StateKey key)
    {
        SoftwareHost host = default;
        TreeKey path = key.Hash(ref host);
        return store.ReadEntry(in path, batch)?.Value ?? StateValue.Absent(in key);
    }

    public ContractCode ReadCode(in Hash256 codeHash) => codes.Read(in codeHash);

    /// <summary>The ring is complete at the end of a batch.</summary>
    public Hash256? FindBlockHash(ulong number) => null;
}
