namespace Rollup.Ethereum.JsonRpc;

/// <summary>A call to an L1 node (or a remote signer) failed; the derived type says how.</summary>
public abstract class L1Exception(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The answer is not what the method specifies: not JSON-RPC 2.0, a missing field, a wrong type, a value out of range.</summary>
public sealed class L1MalformedException(string message, Exception? inner = null) : L1Exception(message, inner);

/// <summary>The node answered with a JSON-RPC error object.</summary>
public sealed class L1RpcException(string method, int code, string reason, byte[]? data)
    : L1Exception($"{method}: {reason} ({code})")
{
    /// <summary>The JSON-RPC error code; 3 is a reverted call.</summary>
    public int Code { get; } = code;

    /// <summary>The node's message.</summary>
    public string Reason { get; } = reason;

    /// <summary>The data that a reverted call returned; null when the node gave none.</summary>
    public byte[]? RevertData { get; } = data;
}

/// <summary>No answer: refused, reset, timed out, or an HTTP status that says to come back later. Asking again may help.</summary>
public sealed class L1UnreachableException(string message, Exception? inner = null) : L1Exception(message, inner);
