using System.Net;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Http;

/// <summary>What every request goes through, however it came: its turn, parsing, the client's allowance, dispatch.</summary>
public sealed class RequestPipeline(RpcRequestParser parser, RpcDispatcher dispatcher, RequestAdmission admission, RpcLimits limits, RpcMetrics metrics, TimeProvider time)
{
    /// <summary>The refusal of a server without room.</summary>
    public static RpcError Busy { get; } = RpcError.Busy("the server is busy: try again in a moment");

    private static readonly RpcError TooFast = RpcError.Busy("too many calls from this address: slow down");

    /// <summary>
    /// Writes the response to <paramref name="body"/>, which must not change meanwhile. The caller's turn is entered here and still held afterwards: until the
    /// response is sent, so that responses are as bounded as requests.
    /// </summary>
    /// <returns>Whether the request was worked on; if not, the response says why.</returns>
    public async Task<bool> AnswerAsync(ReadOnlyMemory<byte> body, IPAddress? client, RpcCaller caller, ResponseBuffer response, CancellationToken aborted)
    {
        if (!await caller.Turn.EnterAsync(aborted))
        {
            Refuse(response, "concurrency", Busy);
            return false;
        }

        long start = time.GetTimestamp();
        RpcRequest request = parser.Parse(body);
        if (!admission.TryTakeCalls(client ?? IPAddress.None, request.Calls.Count))
        {
            Refuse(response, "rate", TooFast);
            return false;
        }

        using CancellationTokenSource timeout = new(limits.RequestTimeout, time);
        await dispatcher.DispatchAsync(request, caller, response, timeout.Token, aborted);
        metrics.RecordRequest(time.GetElapsedTime(start));
        return true;
    }

    /// <summary>Writes a refusal and counts it.</summary>
    public void Refuse(ResponseBuffer response, string reason, RpcError error)
    {
        metrics.CountRefused(reason);
        RpcDispatcher.WriteRefusal(response, error);
    }
}
