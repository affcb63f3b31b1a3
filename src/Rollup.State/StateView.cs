using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>The state at the end of one recent block, which stays so while further blocks are added.</summary>
internal sealed class StateView(ChainState state, ulong block) : IStateReader
{
    public StateValue Read(in StateKey key) => state.ReadAt(in key, block);
}
