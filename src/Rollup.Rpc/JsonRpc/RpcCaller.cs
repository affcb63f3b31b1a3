using Rollup.Rpc.Http;
using Rollup.Rpc.Subscriptions;

namespace Rollup.Rpc.JsonRpc;

/// <summary>Where the calls of one request come from.</summary>
/// <param name="turn">The request's right to be worked on.</param>
/// <param name="subscriptions">Those of the connection; null where nothing can be sent unasked, as over HTTP.</param>
public sealed class RpcCaller(RequestTurn turn, ConnectionSubscriptions? subscriptions)
{
    private readonly List<Action> _afterResponse = [];

    /// <summary>The request's right to be worked on, to be given up while a call waits for something that is no work.</summary>
    public RequestTurn Turn { get; } = turn;

    /// <summary>The subscriptions of the connection; null where there can be none.</summary>
    public ConnectionSubscriptions? Subscriptions { get; } = subscriptions;

    /// <summary>Has something done once the response is on its way, so that nothing it causes can overtake the response.</summary>
    public void AfterResponse(Action action) => _afterResponse.Add(action);

    /// <summary>The response is on its way.</summary>
    internal void OnResponseQueued() => _afterResponse.ForEach(action => action());
}
