using System.Text.Json;
using Rollup.Execution.Native;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Rpc.Calls;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Simulations;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Tracing;

/// <summary>Traces of transactions, blocks and calls in geth's forms.</summary>
public sealed class TracingMethods(ChainReader chain, CallPool pool)
{
    private const int MaxBlockBytes = 64 * 1024 * 1024; // What a request may hold ends it earlier.

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new("debug_traceTransaction", TraceTransactionAsync),
        new("debug_traceCall", TraceCallAsync),
        new("debug_traceBlockByNumber", (parameters, result, cancellationToken) =>
        {
            ParameterReader reader = parameters.Read();
            return TraceBlockAsync(ref reader, reader.BlockNumber(), result, cancellationToken);
        }),
        new("debug_traceBlockByHash", (parameters, result, cancellationToken) =>
        {
            ParameterReader reader = parameters.Read();
            return TraceBlockAsync(ref reader, BlockSelector.Of(reader.Hash("block hash")), result, cancellationToken);
        }),
        new("debug_traceBlock", (parameters, result, cancellationToken) =>
        {
            // By its encoding. Only blocks of this chain can be traced, and those are known by their hash.
            ParameterReader reader = parameters.Read();
            RlpReader block = new(reader.Bytes("block", MaxBlockBytes));
            ReadOnlySpan<byte> header = default;
            if (block.ReadList(out RlpReader parts) != RlpError.None || parts.ReadRaw(out header) != RlpError.None)
                reader.Invalid("block", "the RLP of a block");
            return TraceBlockAsync(ref reader, BlockSelector.Of(Keccak256.Hash(header)), result, cancellationToken);
        }),
    ];

    private ValueTask<RpcError?> TraceTransactionAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Hash256 hash = reader.Hash("transaction hash");
        RpcError? error = ReadOptions(ref reader, 1, out TraceOptions? options);
        return error is null ? TraceTransactionAsync(hash, options!, result, cancellationToken) : ValueTask.FromResult<RpcError?>(error);
    }

    private async ValueTask<RpcError?> TraceTransactionAsync(Hash256 hash, TraceOptions options, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        StoredTransaction? found = await chain.Transactions.GetAsync(hash, cancellationToken);
        if (found?.Inclusion is not { } inclusion)
            return RpcError.Refused("transaction not found");
        (BlockReplay? replay, RpcError? error) = await BlockReplay.FindAsync(chain, BlockSelector.Of(inclusion.BlockNumber), cancellationToken);
        return error ?? await RunAsync(options, (memory, budget) =>
        {
            RpcError? problem = null;
            for (int i = 0; i < inclusion.Position && problem is null; i++)
                replay!.Execute(memory, budget, i, ExecutionObserver.None, out problem);
            return problem ?? Trace(replay!, inclusion.Position, memory, budget, options, result);
        }, cancellationToken);
    }

    private ValueTask<RpcError?> TraceBlockAsync(ref ParameterReader reader, BlockSelector block, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        RpcError? error = ReadOptions(ref reader, 1, out TraceOptions? options);
        return error is null ? TraceBlockAsync(block, options!, result, cancellationToken) : ValueTask.FromResult<RpcError?>(error);
    }

    private async ValueTask<RpcError?> TraceBlockAsync(BlockSelector block, TraceOptions options, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        (BlockReplay? replay, RpcError? error) = await BlockReplay.FindAsync(chain, block, cancellationToken);
        return error ?? await RunAsync(options, (memory, budget) =>
        {
            RpcError? problem = null;
            result.WriteStartArray();
            for (int i = 0; i < replay!.Transactions.Count && problem is null; i++)
            {
                result.WriteStartObject();
                result.WriteData("txHash"u8, replay.Transactions[i].Hash);
                result.WritePropertyName("result"u8);
                problem = Trace(replay, i, memory, budget, options, result);
                result.WriteEndObject();
                if (result.BytesCommitted + result.BytesPending > pool.Limits.MaxTraceBytes)
                    budget.Stop(TraceRecorder.TooLarge);
            }

            result.WriteEndArray();
            return problem;
        }, cancellationToken);
    }

    private ValueTask<RpcError?> TraceCallAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        JsonElement transaction = reader.Value("transaction");
        BlockSelector block = reader.BlockOrLatest();
        JsonElement? configuration = reader.ValueOrNull();
        if (reader.End() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        if (TraceOptions.Read(configuration, out string? problem) is not { } options)
            return ValueTask.FromResult<RpcError?>(RpcError.InvalidParams($"invalid argument 2 (options): {problem}"));
        JsonElement? stateOverrides = Property(configuration, "stateOverrides");
        JsonElement? blockOverrides = Property(configuration, "blockOverrides");
        RpcError? malformed = CallArguments.Read(transaction, block, stateOverrides, blockOverrides, firstOverride: 2, chain, pool.Limits, out CallArguments? arguments);
        return malformed is null ? TraceCallAsync(arguments!, options, result, cancellationToken) : ValueTask.FromResult<RpcError?>(malformed);
    }

    private async ValueTask<RpcError?> TraceCallAsync(CallArguments arguments, TraceOptions options, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        if (options.TransactionIndex is { } index)
            return await TraceCallWithinAsync(arguments, index, options, result, cancellationToken);
        (CallPlace? place, RpcError? error) = await CallPlace.FindAsync(chain, arguments, sending: null, cancellationToken);
        return error ?? await RunAsync(options, (memory, budget) => Trace(place!.Enter(memory, budget), budget, 0, arguments.Request, options, result), cancellationToken);
    }

    /// <summary>Traces a call as if it stood before the transaction at <paramref name="index"/> of its block.</summary>
    private async ValueTask<RpcError?> TraceCallWithinAsync(CallArguments arguments, ulong index, TraceOptions options, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        (BlockReplay? replay, RpcError? error) = await BlockReplay.FindAsync(chain, arguments.Block, cancellationToken);
        if (error is not null)
            return error;
        if (index > 0 && index >= (ulong)replay!.Transactions.Count)
            return RpcError.Refused($"transaction index {index} out of range: the block has {replay.Transactions.Count} transactions");
        return await RunAsync(options, (memory, budget) =>
        {
            RpcError? problem = null;
            for (int i = 0; i < (int)index && problem is null; i++)
                replay!.Execute(memory, budget, i, ExecutionObserver.None, out problem);
            return problem ?? Trace(replay!.Place(arguments).Enter(memory, budget), budget, replay.LogCount, arguments.Request, options, result);
        }, cancellationToken);
    }

    private RpcError? Trace(Simulation simulation, ExecutionBudget budget, int logsBefore, CallRequest request, TraceOptions options, Utf8JsonWriter result)
    {
        ulong gas = pool.Limits.GasFor(request);
        StateOverlay changes = new(simulation.State);
        TraceRecorder recorder = TraceRecorder.Create(options, result, budget, pool.Limits.MaxTraceBytes, logsBefore);
        SimulatedCall call = simulation.Run(request, gas, changes, recorder);
        if (call.Problem is not null)
            return call.Problem;
        changes.TouchAuthorities(request.Authorizations());
        recorder.Finish(new TraceOutcome(gas, call.GasUsed, call.Succeeded, call.Output, changes));
        return null;
    }

    private RpcError? Trace(BlockReplay replay, int position, EvmMemory memory, ExecutionBudget budget, TraceOptions options, Utf8JsonWriter result)
    {
        TraceRecorder recorder = TraceRecorder.Create(options, result, budget, pool.Limits.MaxTraceBytes, replay.LogCount);
        if (replay.Execute(memory, budget, position, recorder, out RpcError? problem) is { } outcome)
            recorder.Finish(outcome);
        return problem;
    }

    private async ValueTask<RpcError?> RunAsync(TraceOptions options, Func<EvmMemory, ExecutionBudget, RpcError?> work, CancellationToken cancellationToken)
    {
        TimeSpan longest = pool.Limits.TraceTimeout;
        return await pool.RunAsync(work, options.Timeout < longest ? options.Timeout.Value : longest, cancellationToken);
    }

    private static RpcError? ReadOptions(ref ParameterReader reader, int position, out TraceOptions? options)
    {
        options = null;
        JsonElement? configuration = reader.ValueOrNull();
        if (reader.End() is { } error)
            return error;
        options = TraceOptions.Read(configuration, out string? problem);
        return problem is null ? null : RpcError.InvalidParams($"invalid argument {position} (options): {problem}");
    }

    private static JsonElement? Property(JsonElement? value, string name) =>
        value is { } given && given.TryGetProperty(name, out JsonElement property) && property.ValueKind != JsonValueKind.Null ? property : null;
}
