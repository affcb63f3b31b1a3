using System.Text.Json;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Simulations;

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
        if (CallArguments.Read(parameters, chain, pool.Limits, out CallArguments? arguments) is { } error)
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

/// <summary>What calls and traces may take at most, so that block production never waits for them.</summary>
public sealed record CallLimits
{
    /// <summary>The most gas of a simulated call, and what it gets if it does not ask for less. A transaction gets at most 2^24 (EIP-7825); reading contracts may need more.</summary>
    public ulong GasCap { get; init; } = 50_000_000;

    /// <summary>The time one call may run.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time one trace may run, the replay of what comes before it in its block included.</summary>
    public TimeSpan TraceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Threads that run calls and traces, at low priority; 0 for half of the processors.</summary>
    public int Threads { get; init; }

    /// <summary>Calls that wait for a thread; those beyond are refused at once.</summary>
    public int MaxQueued { get; init; } = 512;

    /// <summary>Accounts whose state one call may override.</summary>
    public int MaxOverriddenAccounts { get; init; } = 1000;

    /// <summary>Slots of one account that a call may override.</summary>
    public int MaxOverriddenSlots { get; init; } = 10_000;

    /// <summary>Entries of a call's access list or list of authorizations.</summary>
    public int MaxListEntries { get; init; } = 1000;

    /// <summary>Bytes of JSON of one trace.</summary>
    public int MaxTraceBytes { get; init; } = 15 * 1024 * 1024;

    /// <summary>The gas that a call gets.</summary>
    internal ulong GasFor(CallRequest request) => Math.Min(request.Gas ?? GasCap, GasCap);
}
