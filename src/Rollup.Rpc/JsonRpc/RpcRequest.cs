namespace Rollup.Rpc.JsonRpc;

/// <summary>A parsed body: one call or a batch of them, or the one error that answers the whole of it.</summary>
public readonly struct RpcRequest
{
    /// <summary>The calls in the order in which they were sent; empty when <see cref="Error"/> is set.</summary>
    public IReadOnlyList<RpcCall> Calls { get; private init; }

    /// <summary>Whether the calls came in an array, so that the responses go into one.</summary>
    public bool IsBatch { get; private init; }

    /// <summary>Why the body as a whole is refused; null when it is not.</summary>
    public RpcError? Error { get; private init; }

    /// <summary>A request of one call.</summary>
    public static RpcRequest Single(RpcCall call) => new() { Calls = [call] };

    /// <summary>A request of several calls.</summary>
    public static RpcRequest Batch(IReadOnlyList<RpcCall> calls) => new() { Calls = calls, IsBatch = true };

    /// <summary>A body that is answered by one error, with the identifier null.</summary>
    public static RpcRequest Refused(int code, string message) => new() { Calls = [], Error = new RpcError(code, message) };
}
