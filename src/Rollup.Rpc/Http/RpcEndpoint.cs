using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rollup.Rpc.Forwarding;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Http;

/// <summary>
/// JSON-RPC over HTTP POST. The status is 200 for every answered request, errors included, 204 when nothing is to be answered, 400 for a body
/// that is not HTTP, 408 for one that does not come in time, 413 for one over the limit, and 429 when the server or the client's allowance has no
/// room (clients such as ethers then wait and repeat); the body is a JSON-RPC response in every case but 204. A large response is sent in parts as it is
/// made; if that fails half-way, the connection is broken off.
/// </summary>
public sealed class RpcEndpoint(RequestPipeline pipeline, RequestAdmission admission, RpcLimits limits, TimeProvider time)
{
    private static readonly RpcError Malformed = new(RpcErrorCode.InvalidRequest, "the body of the request cannot be read");
    private readonly RpcError _tooLong = new(RpcErrorCode.InvalidRequest, $"request too large: the body may have at most {limits.MaxBodyBytes} bytes");
    private readonly RpcError _tooSlow = new(RpcErrorCode.Timeout, $"the body of the request did not come within {limits.BodyTimeout.TotalSeconds} seconds");

    /// <summary>Answers one HTTP request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        CancellationToken aborted = context.RequestAborted;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = null; // The limit is enforced here, with a JSON-RPC error.
        if (context.Request.ContentLength > limits.MaxBodyBytes)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "body", _tooLong);
            return;
        }

        using BodyAllowance.Share memory = admission.Bodies.Begin(context.Connection.RemoteIpAddress);
        using ResponseBuffer body = new();
        try
        {
            switch (await ReadBodyAsync(context.Request.BodyReader, memory, body, aborted))
            {
                case BodyOutcome.Complete:
                    await AnswerAsync(context, body.Written);
                    break;
                case BodyOutcome.TooLong:
                    await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "body", _tooLong);
                    break;
                case BodyOutcome.TooSlow:
                    await RefuseAsync(context, StatusCodes.Status408RequestTimeout, "slow", _tooSlow);
                    break;
                case BodyOutcome.NoMemory:
                    await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "memory", RequestPipeline.Busy);
                    break;
            }
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, exception.StatusCode, "malformed", exception.StatusCode == StatusCodes.Status408RequestTimeout ? _tooSlow : Malformed);
        }
        catch (Exception exception) when (exception is IOException || (exception is OperationCanceledException && aborted.IsCancellationRequested))
        {
            // The client went away: nobody is left to answer.
        }
    }

    private async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        using RequestTurn turn = new(admission);
        using ResponseBuffer response = new();
        ResponseStream stream = new(response, (part, cancellationToken) => SendPartAsync(context, part, cancellationToken));
        RpcCaller caller = new(turn, subscriptions: null, stream, context.Request.Headers.ContainsKey(UpstreamClient.ForwardedHeader));
        bool worked = await pipeline.AnswerAsync(body, context.Connection.RemoteIpAddress, caller, response, context.RequestAborted);
        if (stream.IsBroken)
            context.Abort();
        else if (stream.HasBegun)
            await SendPartAsync(context, response.Written, context.RequestAborted);
        else
            await SendAsync(context, !worked ? StatusCodes.Status429TooManyRequests : response.Length == 0 ? StatusCodes.Status204NoContent : StatusCodes.Status200OK, response);
    }

    private static async ValueTask SendPartAsync(HttpContext context, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(part, cancellationToken);
    }

    private async Task RefuseAsync(HttpContext context, int status, string reason, RpcError error)
    {
        using ResponseBuffer response = new();
        pipeline.Refuse(response, reason, error);
        await SendAsync(context, status, response);
    }

    private static async Task SendAsync(HttpContext context, int status, ResponseBuffer response)
    {
        context.Response.StatusCode = status;
        if (response.Length == 0)
            return;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = response.Length;
        await context.Response.Body.WriteAsync(response.Written, context.RequestAborted);
    }

    /// <summary>Reads the whole body into <paramref name="body"/>, which grows with it.</summary>
    private async ValueTask<BodyOutcome> ReadBodyAsync(PipeReader reader, BodyAllowance.Share memory, ResponseBuffer body, CancellationToken aborted)
    {
        using CancellationTokenSource timeout = new(limits.BodyTimeout, time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync(linked.Token);
                ReadOnlySequence<byte> arrived = result.Buffer;
                bool fits = body.Length + arrived.Length <= limits.MaxBodyBytes;
                bool held = fits && memory.TryTake(arrived.Length);
                if (held)
                {
                    foreach (ReadOnlyMemory<byte> part in arrived)
                        body.Write(part.Span);
                }

                reader.AdvanceTo(arrived.End);
                if (!held)
                    return fits ? BodyOutcome.NoMemory : BodyOutcome.TooLong;
                if (result.IsCompleted)
                    return BodyOutcome.Complete;
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            return BodyOutcome.TooSlow;
        }
    }

    private enum BodyOutcome
    {
        Complete,
        TooLong,
        TooSlow,
        NoMemory,
    }
}
