using System.Text.Json;

namespace Rollup.Rpc.JsonRpc;

/// <summary>
/// The way of a response that may be too large to be held: once a part of it is written, that part leaves, and the writer waits until the client has taken it.
/// What has left cannot be taken back, so that a failure afterwards breaks the response off.
/// </summary>
/// <param name="response">Where the response is written.</param>
/// <param name="send">Sends a part; it ends when the client takes it.</param>
public sealed class ResponseStream(ResponseBuffer response, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send)
{
    /// <summary>The size of a part. Responses below it are sent whole, with their length, and failures in them become errors.</summary>
    private const int PartBytes = 1024 * 1024;

    /// <summary>Whether a part has left.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether the response failed after it had begun: what is there of it must not look complete.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Sends what <paramref name="json"/> has written if it is enough for a part.</summary>
    public async ValueTask PassOnAsync(Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        if (response.Length + json.BytesPending < PartBytes)
            return;
        await json.FlushAsync(cancellationToken);
        HasBegun = true;
        await send(response.Written, cancellationToken);
        response.Truncate(0);
    }

    /// <summary>The response failed.</summary>
    internal void Break() => IsBroken = HasBegun;
}
