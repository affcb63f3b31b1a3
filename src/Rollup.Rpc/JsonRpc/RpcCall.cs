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
