using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Protocol;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Overrides;
using Rollup.Rpc.Simulations;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Calls;

/// <summary>Where a call runs: a block and the state at its end, as the caller pretends them to be.</summary>
internal sealed class CallPlace
{
    private readonly EvmBlock _block;
    private readonly IStateReader _state;

    private CallPlace(EvmBlock block, IStateReader state) => (_block, _state) = (block, state);

    /// <summary>
    /// Finds the place that <paramref name="arguments"/> name, or says why there is none. With <paramref name="sending"/>, a clock, the newest state is
    /// met in the block after, as a transaction sent now would: what contracts do often depends on whether a second has passed since the last block.
    /// </summary>
    public static async ValueTask<(CallPlace? Place, RpcError? Error)> FindAsync(
        ChainReader chain, CallArguments arguments, TimeProvider? sending, CancellationToken cancellationToken)
    {
        (IStateReader? state, BlockRow? row, RpcError? error) = await chain.FindStateAsync(arguments.Block, cancellationToken);
        if (error is not null)
            return (null, error);
        EvmBlock block = BlockOf(chain.Config, row!);
        if (sending is not null && arguments.Block.Tag is BlockTag.Latest or BlockTag.Pending)
        {
            block.Number++;
            block.Timestamp = Math.Max(block.Timestamp + 1, (ulong)sending.GetUtcNow().ToUnixTimeSeconds());
        }

        return (Of(block, state!, arguments), null);
    }

    /// <summary>The place of this block and state, as <paramref name="arguments"/> pretend it to be.</summary>
    public static CallPlace Of(EvmBlock block, IStateReader state, CallArguments arguments)
    {
        arguments.BlockOverrides.Apply(ref block);
        return new CallPlace(block, arguments.State.Count == 0 ? state : new OverriddenState(state, arguments.State));
    }

    /// <summary>The block as its transactions see it.</summary>
    public static EvmBlock BlockOf(in ChainConfig config, BlockRow block) =>
        new BlockContext { Config = config, Number = block.Number, Timestamp = block.Timestamp, BaseFee = block.BaseFee }.ToEvmBlock();

    /// <summary>Readies the place for calls.</summary>
    public Simulation Enter(EvmMemory memory, ExecutionBudget budget) => new(memory, budget, _block, _state);
}
