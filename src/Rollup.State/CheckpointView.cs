using Rollup.Kernel.Host;
using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>The state at the end of a batch, read from the stored history.</summary>
internal sealed class CheckpointView(IStateStore store, ulong batch) : IStateReader
{
    public StateValue Read(in StateKey key)
    {
        SoftwareHost host = default;
        TreeKey path = key.Hash(ref host);
        return store.ReadEntry(in path, batch)?.Value ?? StateValue.Absent(in key);
    }
}
