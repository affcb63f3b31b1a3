using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.State.Codes;

namespace Rollup.State;

/// <summary>The state at the end of one recent block, which stays so while further blocks are added.</summary>
internal sealed class StateView(ChainState state, ulong block) : IStateReader
{
    public StateValue Read(in StateKey key) => state.ReadAt(in key, block);

    public ContractCode ReadCode(in Hash256 codeHash) => state.ReadCode(in codeHash);

    public Hash256? FindBlockHash(ulong number) => number <= block ? state.FindBlockHash(number) : null;
}
