using Rollup.Rpc.Http;
using Rollup.Rpc.Subscriptions;

namespace Rollup.Rpc.JsonRpc;

/// <summary>One element of a request: a call, a notification, or something that is neither. The slices point into the request's body.</summary>
public readonly struct RpcCall
{
    /// <summary>The identifier exactly as sent (JSON text), repeated in the response; empty when there is none, which makes the call a notification.</summary>
    public ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>The method's name; empty when <see cref="Error"/> is set.</summary>
    public string Method { get; init; }

    /// <summary>The parameters as JSON text: an array, or empty.</summary>
    public ReadOnlyMemory<byte> Parameters { get; init; }

    /// <summary>Why this element is not a call; null when it is one.</summary>
    public RpcError? Error { get; init; }

    /// <summary>Whether the caller wants no response (JSON-RPC 2.0, section 4.1). An invalid element is always answered.</summary>
    public bool IsNotification => Error is null && Id.IsEmpty;
}

/// <summary>Where the calls of one request come from.</summary>
/// <param name="turn">The request's right to be worked on.</param>
/// <param name="subscriptions">Those of the connection; null where nothing can be sent unasked, as over HTTP.</param>
/// <param name="stream">The way of responses that are too large to be held; null if all are.</param>
/// <param name="isForwarded">Whether another node passes the request on.</param>
public sealed class RpcCaller(RequestTurn turn, ConnectionSubscriptions? subscriptions, ResponseStream? stream = null, bool isForwarded = false)
{
    private readonly List<Action> _afterResponse = [];

    /// <summary>The request's right to be worked on, to be given up while a call waits for something that is no work.</summary>
    public RequestTurn Turn { get; } = turn;

    /// <summary>The way of responses that are too large to be held; null if all are.</summary>
    public ResponseStream? Stream { get; } = stream;

    /// <summary>Whether another node passes the request on, so that it must be answered here.</summary>
    public bool IsForwarded { get; } = isForwarded;

    /// <summary>The subscriptions of the connection; null where there can be none.</summary>
    public ConnectionSubscriptions? Subscriptions { get; } = subscriptions;

    /// <summary>Has something done once the response is on its way, so that nothing it causes can overtake the response.</summary>
    public void AfterResponse(Action action) => _afterResponse.Add(action);

    /// <summary>The response is on its way.</summary>
    internal void OnResponseQueued() => _afterResponse.ForEach(action => action());
}

/// <summary>The parameters of one call: the text of a well-formed JSON array, or empty when the call has none.</summary>
public readonly struct RpcParameters(ReadOnlyMemory<byte> json, RpcCaller? caller = null, ResponseStream? stream = null)
{
    /// <summary>The array as it was sent; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Json { get; } = json;

    /// <summary>Where the call came from; null if it did not come through a server.</summary>
    public RpcCaller? Caller { get; } = caller;

    /// <summary>The way of a result that may be too large to be held; null if it must be held, as in a batch.</summary>
    public ResponseStream? Stream { get; } = stream;

    /// <summary>Reads the parameters from the first on.</summary>
    public ParameterReader Read() => new(Json.Span);

    /// <summary>For methods without parameters: the error if there are any.</summary>
    public RpcError? RequireNone()
    {
        ParameterReader reader = Read();
        return reader.End();
    }
}
