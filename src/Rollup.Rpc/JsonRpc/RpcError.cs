namespace Rollup.Rpc.JsonRpc;

/// <summary>Why a call has no result.</summary>
/// <param name="Code">One of <see cref="RpcErrorCode"/>.</param>
/// <param name="Message">What is wrong and what to do, for the person who wrote the request.</param>
/// <param name="Data">The bytes a reverted call returned; null for every other error.</param>
public sealed record RpcError(int Code, string Message, ReadOnlyMemory<byte>? Data = null)
{
    /// <summary>The error of malformed parameters.</summary>
    public static RpcError InvalidParams(string message) => new(RpcErrorCode.InvalidParams, message);

    /// <summary>The error of a request that was understood and refused.</summary>
    public static RpcError Refused(string message) => new(RpcErrorCode.ServerError, message);

    /// <summary>The error of a feature that does not exist yet.</summary>
    public static RpcError NotSupported(string message) => new(RpcErrorCode.NotSupported, message);

    /// <summary>The error of a server without room for more.</summary>
    public static RpcError Busy(string message) => new(RpcErrorCode.LimitExceeded, message);
}
