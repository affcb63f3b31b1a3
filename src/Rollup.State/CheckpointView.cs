using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State.Codes;

namespace Rollup.State;

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
