using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.State;
using Rollup.Storage;

namespace Rollup.Rpc.Calls;

/// <summary>Calls without a transaction, and the gas that a transaction needs.</summary>
public sealed class CallMethods(ChainReader chain)
{
    private readonly CallSimulator _simulator = new(chain.Config);

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new("eth_call", (parameters, result, cancellationToken) => RunAsync(parameters, result, Call, cancellationToken)),
        new("eth_estimateGas", (parameters, result, cancellationToken) => RunAsync(parameters, result, Estimate, cancellationToken)),
    ];

    private delegate RpcError? Simulation(CallRequest request, BlockRow block, IStateReader state, Utf8JsonWriter result);

    private ValueTask<RpcError?> RunAsync(RpcParameters parameters, Utf8JsonWriter result, Simulation run, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        JsonElement transaction = reader.Value("transaction");
        BlockSelector selector = reader.BlockOrLatest();
        bool overridden = IsGiven(reader.ValueOrNull()) | IsGiven(reader.ValueOrNull());
        if (reader.End() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        if (overridden)
            return ValueTask.FromResult<RpcError?>(RpcError.NotSupported("state and block overrides are not supported yet"));
        CallRequest? request = CallRequest.Read(transaction, out string? problem);
        return request is null
            ? ValueTask.FromResult<RpcError?>(RpcError.InvalidParams($"invalid argument 0 (transaction): {problem}"))
            : RunAsync(request, selector, result, run, cancellationToken);
    }

    private async ValueTask<RpcError?> RunAsync(CallRequest request, BlockSelector selector, Utf8JsonWriter result, Simulation run, CancellationToken cancellationToken)
    {
        (IStateReader? state, BlockRow? block, RpcError? error) = await chain.FindStateAsync(selector, cancellationToken);
        return error ?? run(request, block!, state!, result);
    }

    private RpcError? Call(CallRequest request, BlockRow block, IStateReader state, Utf8JsonWriter result)
    {
        CallResponse response = _simulator.Run(request, block, state, Math.Min(request.Gas ?? _simulator.MaxGas, _simulator.MaxGas));
        if (response.Error is not null)
            return response.Error;
        if (!response.Succeeded)
            return new RpcError(RpcErrorCode.Reverted, "execution reverted", response.Output);
        result.WriteData(response.Output);
        return null;
    }

    /// <summary>
    /// What the call uses, which in this version does not depend on what it is given. The most it may be given is the caller's limit, and
    /// what the caller can pay for.
    /// </summary>
    private RpcError? Estimate(CallRequest request, BlockRow block, IStateReader state, Utf8JsonWriter result)
    {
        ulong allowance = Math.Min(request.Gas ?? _simulator.MaxGas, _simulator.MaxGas);
        Address from = request.From;
        U256 balance = state.GetAccount(in from).Balance;
        if (U256.SubUnderflows(in balance, request.Value, out U256 available))
            return RpcError.Refused("insufficient funds for transfer");
        if (request.MaxFeePerGas is { IsZero: false } price && available / price is var affordable && affordable < allowance)
            allowance = affordable.L0;

        CallResponse response = _simulator.Run(request, block, state, allowance);
        if (response.Error is not null)
            return response.Error;
        if (!response.Succeeded)
        {
            return response.GasUsed == allowance
                ? RpcError.Refused($"gas required exceeds allowance ({allowance})")
                : new RpcError(RpcErrorCode.Reverted, "execution reverted", response.Output);
        }

        result.WriteQuantity(response.GasUsed);
        return null;
    }

    private static bool IsGiven(JsonElement? value) =>
        value is { } given && !(given.ValueKind == JsonValueKind.Object && given.EnumerateObject().MoveNext() == false);
}
