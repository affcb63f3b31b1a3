using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Overrides;

namespace Rollup.Rpc.Calls;

/// <summary>What to call, where, and what to pretend there.</summary>
/// <param name="Request">The call.</param>
/// <param name="Block">The block at whose end it runs, as a part of that block.</param>
/// <param name="State">What to pretend about accounts.</param>
/// <param name="BlockOverrides">What to pretend about the block.</param>
internal sealed record CallArguments(
    CallRequest Request, BlockSelector Block, IReadOnlyDictionary<Address, AccountOverride> State, BlockOverrides BlockOverrides)
{
    /// <summary>Reads the parameters transaction, block, state overrides, block overrides, of which only the first is required.</summary>
    public static RpcError? Read(RpcParameters parameters, ChainReader chain, CallLimits limits, out CallArguments? arguments)
    {
        arguments = null;
        ParameterReader reader = parameters.Read();
        JsonElement transaction = reader.Value("transaction");
        BlockSelector block = reader.BlockOrLatest();
        JsonElement? state = reader.ValueOrNull();
        JsonElement? blockOverrides = reader.ValueOrNull();
        return reader.End() ?? Read(transaction, block, state, blockOverrides, firstOverride: 2, chain, limits, out arguments);
    }

    /// <summary>Reads the parts; <paramref name="firstOverride"/> is the position of the parameter that holds the state overrides, for messages.</summary>
    public static RpcError? Read(
        JsonElement transaction, BlockSelector block, JsonElement? state, JsonElement? blockOverrides, int firstOverride, ChainReader chain, CallLimits limits, out CallArguments? arguments)
    {
        arguments = null;
        if (CallRequest.Read(transaction, chain.Config.L2ChainId, limits.MaxListEntries, out RpcError? error) is not { } request)
            return error;
        if (StateOverrides.Read(state, limits, out string? problem) is not { } accounts)
            return RpcError.InvalidParams($"invalid argument {firstOverride} (state overrides): {problem}");
        if (BlockOverrides.Read(blockOverrides, out problem) is not { } pretended)
            return RpcError.InvalidParams($"invalid argument {firstOverride + 1} (block overrides): {problem}");
        arguments = new CallArguments(request, block, accounts, pretended);
        return null;
    }
}
