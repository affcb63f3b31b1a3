using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Rollup.Rpc.JsonRpc;

/// <summary>
/// Answers a request: runs its calls in order, consecutive calls of a group method together, and writes the response.
/// Whatever a method does, the response is well-formed: an exception becomes an internal error that says nothing about its cause.
/// </summary>
public sealed partial class RpcDispatcher(RpcMethodTable methods, RpcLimits limits, RpcMetrics metrics, ILogger<RpcDispatcher> logger)
{
    private const string UnknownMethod = "unknown"; // The label of all names clients make up, so that they cannot grow the metrics.

    private const int MaxJsonDepth = 4096; // A trace nests twice for each of 1024 calls in one another.

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxJsonDepth,
    };
    private static readonly RpcError TimedOut = new(RpcErrorCode.Timeout, "request timed out; a transaction in it may still be accepted");
    private static readonly RpcError TooLarge = new(RpcErrorCode.ResponseTooLarge, "response too large: ask for less at once");
    private static readonly RpcError Failed = new(RpcErrorCode.InternalError, "internal error");

    /// <summary>
    /// Writes the response to <paramref name="request"/>: nothing if it holds only notifications.
    /// Calls not answered before <paramref name="timeout"/> get an error; <paramref name="aborted"/> ends the work without a response. What is too large to be held
    /// leaves by the caller's stream: only the rest is in <paramref name="response"/> then.
    /// </summary>
    public async Task DispatchAsync(RpcRequest request, RpcCaller caller, ResponseBuffer response, CancellationToken timeout, CancellationToken aborted)
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout, aborted);
        using Utf8JsonWriter writer = new(response, WriterOptions);
        bool answersInFull = request.Calls is [{ Error: null } only] && methods.TryGet(only.Method, out RpcMethod? asked) && asked.IsBoundedByBlock;
        ResponseStream? stream = answersInFull && !request.IsBatch && !request.Calls[0].IsNotification ? caller.Stream : null;
        ResponseWriter output = new(response, writer, answersInFull ? int.MaxValue : limits.MaxResponseBytes, request.IsBatch);
        if (request.Error is not null)
            output.WriteError(default, request.Error);
        for (int i = 0; i < request.Calls.Count;)
        {
            RpcCall call = request.Calls[i];
            if (call.Error is not null)
            {
                output.WriteError(call.Id, call.Error);
                i++;
            }
            else if (!methods.TryGet(call.Method, out RpcMethod? method))
            {
                metrics.CountCalls(UnknownMethod, RpcErrorCode.MethodNotFound);
                if (!call.IsNotification)
                    output.WriteError(call.Id, new RpcError(RpcErrorCode.MethodNotFound, $"the method {call.Method} does not exist or is not available"));
                i++;
            }
            else if (method.GroupHandler is { } groupHandler)
            {
                int end = i + 1;
                while (end < request.Calls.Count && request.Calls[end].Error is null && request.Calls[end].Method == call.Method)
                    end++;
                await RunGroupAsync(method, groupHandler, request.Calls, i, end, caller, output, linked.Token, timeout);
                i = end;
            }
            else
            {
                await RunAsync(method, call, caller, stream, output, linked.Token, timeout);
                i++;
            }

            aborted.ThrowIfCancellationRequested();
        }

        output.End();
    }

    /// <summary>Writes the response to a request that is refused before it is read: one error, without an identifier.</summary>
    public static void WriteRefusal(ResponseBuffer response, RpcError error)
    {
        using Utf8JsonWriter writer = new(response, WriterOptions);
        new ResponseWriter(response, writer, int.MaxValue, isBatch: false).WriteError(default, error);
    }

    private async Task RunAsync(
        RpcMethod method, RpcCall call, RpcCaller caller, ResponseStream? stream, ResponseWriter output, CancellationToken cancellationToken, CancellationToken timeout)
    {
        output.Begin(call.Id);
        RpcError? error;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            error = await method.Handler!(new RpcParameters(call.Parameters, caller, stream), output.Json, cancellationToken);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            error = TimedOut;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailure(exception, method.Name);
            error = Failed;
        }

        if (error is not null)
            stream?.Break();
        metrics.CountCalls(method.Name, Finish(call, output, error)?.Code ?? 0);
    }

    private async Task RunGroupAsync(
        RpcMethod method,
        RpcGroupHandler handler,
        IReadOnlyList<RpcCall> calls,
        int start,
        int end,
        RpcCaller caller,
        ResponseWriter output,
        CancellationToken cancellationToken,
        CancellationToken timeout)
    {
        RpcParameters[] parameters = new RpcParameters[end - start];
        for (int i = start; i < end; i++)
            parameters[i - start] = new RpcParameters(calls[i].Parameters, caller);

        RpcResultWriter results;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            results = await handler(parameters, cancellationToken);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            results = (_, _) => TimedOut;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailure(exception, method.Name);
            results = (_, _) => Failed;
        }

        int succeeded = 0;
        for (int i = start; i < end; i++)
        {
            output.Begin(calls[i].Id);
            if (Finish(calls[i], output, results(i - start, output.Json)) is { } error)
                metrics.CountCalls(method.Name, error.Code);
            else
                succeeded++;
        }

        if (succeeded > 0)
            metrics.CountCalls(method.Name, 0, succeeded);
    }

    /// <summary>Closes the response to a call and returns the error in it, if any.</summary>
    private static RpcError? Finish(RpcCall call, ResponseWriter output, RpcError? error)
    {
        if (error is null && !output.Fits())
            error = TooLarge;
        if (call.IsNotification)
            output.Discard();
        else if (error is null)
            output.Commit();
        else
            output.Fail(call.Id, error);
        return error;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The method {Method} failed")]
    private partial void LogFailure(Exception exception, string method);
}
