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

/// <summary>
/// The codes of JSON-RPC errors: those of JSON-RPC 2.0 (section 5.1), and those of Ethereum clients (EIP-1474, and where it is silent, geth).
/// </summary>
public static class RpcErrorCode
{
    /// <summary>The body is not JSON.</summary>
    public const int ParseError = -32700;

    /// <summary>The JSON is not a request, or it exceeds a limit of the server.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>No such method.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>Missing, superfluous or malformed parameters.</summary>
    public const int InvalidParams = -32602;

    /// <summary>A bug or a broken environment; the cause is in the log, never in the response.</summary>
    public const int InternalError = -32603;

    /// <summary>The request was understood and refused: a transaction the pool rejects, a block that is not known.</summary>
    public const int ServerError = -32000;

    /// <summary>The request took longer than the server allows.</summary>
    public const int Timeout = -32002;

    /// <summary>The response would be longer than the server allows.</summary>
    public const int ResponseTooLarge = -32003;

    /// <summary>The server does not support this yet.</summary>
    public const int NotSupported = -32004;

    /// <summary>The server is busy or the client too fast: try again later (clients such as viem do so on this code).</summary>
    public const int LimitExceeded = -32005;

    /// <summary>The call ran and reverted.</summary>
    public const int Reverted = 3;

    /// <summary>The transaction is in the pool, and no block held it in time (EIP-7966).</summary>
    public const int NotIncluded = 4;

    /// <summary>The transaction is in the pool, and cannot be included yet (EIP-7966).</summary>
    public const int Queued = 5;
}
