using System.Buffers;
using System.IO.Pipelines;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Http;

/// <summary>
/// JSON-RPC over HTTP POST. The status is 200 for every answered request, errors included, 204 when nothing is to be answered,
/// 413 for a body over the limit, and 429 when the server or the client's allowance has no room (clients such as ethers then
/// wait and repeat); the body is a JSON-RPC response in every case but 204.
/// </summary>
public sealed class RpcEndpoint(RequestPipeline pipeline, RequestAdmission admission, RpcLimits limits)
{
    private readonly RpcError _tooLong = new(RpcErrorCode.InvalidRequest, $"request too large: the body may have at most {limits.MaxBodyBytes} bytes");

    /// <summary>Answers one HTTP request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        CancellationToken aborted = context.RequestAborted;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = null; // The limit is enforced here, with a JSON-RPC error.
        long announced = context.Request.ContentLength ?? limits.MaxBodyBytes;
        if (announced > limits.MaxBodyBytes)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "body", _tooLong);
            return;
        }

        using RateLimitLease memory = admission.ReserveBody(announced);
        if (!memory.IsAcquired)
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "memory", RequestPipeline.Busy);
            return;
        }

        byte[] body = ArrayPool<byte>.Shared.Rent((int)Math.Max(announced, 1));
        try
        {
            int length = await ReadBodyAsync(context.Request.BodyReader, body.AsMemory(0, (int)announced), aborted);
            if (length < 0)
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "body", _tooLong);
            else
                await AnswerAsync(context, body.AsMemory(0, length));
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The client went away: nobody is left to answer.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        using RequestTurn turn = new(admission);
        using ResponseBuffer response = new();
        bool worked = await pipeline.AnswerAsync(body, context.Connection.RemoteIpAddress, new RpcCaller(turn, subscriptions: null), response, context.RequestAborted);
        int status = !worked ? StatusCodes.Status429TooManyRequests : response.Length == 0 ? StatusCodes.Status204NoContent : StatusCodes.Status200OK;
        await SendAsync(context, status, response);
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

    /// <summary>Reads the whole body into <paramref name="destination"/> and returns its length; −1 if it does not fit.</summary>
    private static async ValueTask<int> ReadBodyAsync(PipeReader reader, Memory<byte> destination, CancellationToken cancellationToken)
    {
        int length = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (buffer.Length > destination.Length - length)
            {
                reader.AdvanceTo(buffer.End);
                return -1;
            }

            buffer.CopyTo(destination.Span[length..]);
            length += (int)buffer.Length;
            reader.AdvanceTo(buffer.End);
            if (result.IsCompleted)
                return length;
        }
    }
}
