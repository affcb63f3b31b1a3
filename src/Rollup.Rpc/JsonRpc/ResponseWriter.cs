using System.Buffers;
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

/// <summary>A growing buffer of pooled memory that a response is written to; what a failed call has written can be taken back.</summary>
public sealed class ResponseBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);

    /// <summary>The number of bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Takes back everything after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = Math.Min(length, Length);

    /// <summary>Appends <paramref name="bytes"/>.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Returns the memory; the buffer must not be used afterwards.</summary>
    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length >= count)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + count));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
