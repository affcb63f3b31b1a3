namespace Rollup.Ethereum.JsonRpc;

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
