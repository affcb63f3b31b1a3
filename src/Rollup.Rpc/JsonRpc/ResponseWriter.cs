using System.Text.Json;

namespace Rollup.Rpc.JsonRpc;

/// <summary>
/// The frame around results: brackets and commas of a batch, identifiers, errors. A result is written in place between
/// <see cref="Begin"/> and <see cref="Commit"/>, or taken back by <see cref="Fail"/> or <see cref="Discard"/>.
/// </summary>
internal sealed class ResponseWriter(ResponseBuffer buffer, Utf8JsonWriter json, int maxBytes, bool isBatch)
{
    private int _start;
    private bool _any;

    /// <summary>Where the result of the current call is written.</summary>
    public Utf8JsonWriter Json => json;

    /// <summary>Opens the response to the call <paramref name="id"/> up to its result.</summary>
    public void Begin(ReadOnlyMemory<byte> id)
    {
        _start = buffer.Length;
        Open(id);
        buffer.Write("\"result\":"u8);
        json.Reset();
    }

    /// <summary>Whether the response is within its limit, the result just written included.</summary>
    public bool Fits()
    {
        json.Flush();
        return buffer.Length <= maxBytes;
    }

    /// <summary>Keeps the result.</summary>
    public void Commit()
    {
        json.Flush();
        buffer.Write("}"u8);
        _any = true;
    }

    /// <summary>Replaces what has been written since <see cref="Begin"/> by an error.</summary>
    public void Fail(ReadOnlyMemory<byte> id, RpcError error)
    {
        Discard();
        WriteError(id, error);
    }

    /// <summary>Takes back what has been written since <see cref="Begin"/>.</summary>
    public void Discard()
    {
        json.Reset(); // Drops what the writer has not flushed yet.
        buffer.Truncate(_start);
    }

    /// <summary>Writes a whole response that is an error; an empty <paramref name="id"/> becomes null.</summary>
    public void WriteError(ReadOnlyMemory<byte> id, RpcError error)
    {
        Open(id);
        buffer.Write("\"error\":"u8);
        json.Reset();
        json.WriteStartObject();
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
        if (error.Data is { } data)
            json.WriteString("data"u8, "0x" + Convert.ToHexStringLower(data.Span));
        json.WriteEndObject();
        Commit();
    }

    /// <summary>Closes a batch.</summary>
    public void End()
    {
        if (isBatch && _any)
            buffer.Write("]"u8);
    }

    private void Open(ReadOnlyMemory<byte> id)
    {
        if (isBatch)
            buffer.Write(_any ? ","u8 : "["u8);
        buffer.Write("{\"jsonrpc\":\"2.0\",\"id\":"u8);
        buffer.Write(id.IsEmpty ? "null"u8 : id.Span);
        buffer.Write(","u8);
    }
}
