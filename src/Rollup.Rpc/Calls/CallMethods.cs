using System.Text.Json;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Calls;

/// <summary>Calls without a transaction, the gas that a transaction needs, and the access list that it could have.</summary>
public sealed class CallMethods(ChainReader chain, CallPool pool, TimeProvider time)
{
    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new("eth_call", (parameters, result, cancellationToken) => RunAsync(parameters, sending: null, (simulation, request) => Call(simulation, request, result), cancellationToken)),
        new("eth_estimateGas", (parameters, result, cancellationToken) => RunAsync(parameters, sending: time, (simulation, request) => Estimate(simulation, request, result), cancellationToken)),
        new("eth_createAccessList", (parameters, result, cancellationToken) => RunAsync(
            parameters, sending: time, (simulation, request) => AccessListBuilder.Write(simulation, request, pool.Limits.GasFor(request), result), cancellationToken)),
    ];

    private async ValueTask<RpcError?> RunAsync(
        RpcParameters parameters, TimeProvider? sending, Func<Simulation, CallRequest, RpcError?> run, CancellationToken cancellationToken)
    {
        if (CallArguments.Read(parameters, out CallArguments? arguments) is { } error)
            return error;
        (CallPlace? place, error) = await CallPlace.FindAsync(chain, arguments!, sending, cancellationToken);
        return error ?? await pool.RunAsync(
            (memory, budget) => run(place!.Enter(memory, budget), arguments!.Request), pool.Limits.CallTimeout, cancellationToken);
    }

    private RpcError? Call(Simulation simulation, CallRequest request, Utf8JsonWriter result)
    {
        SimulatedCall call = simulation.Run(request, pool.Limits.GasFor(request));
        if (call.Succeeded)
            result.WriteData(call.Output);
        return call.ToRpcError();
    }

    private RpcError? Estimate(Simulation simulation, CallRequest request, Utf8JsonWriter result)
    {
        (ulong gas, RpcError? error) = GasEstimator.Estimate(simulation, request, pool.Limits.GasCap);
        if (error is null)
            result.WriteQuantity(gas);
        return error;
    }
}
