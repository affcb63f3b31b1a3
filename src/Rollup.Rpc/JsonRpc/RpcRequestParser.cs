using System.Text.Json;
using System.Text.Unicode;

namespace Rollup.Rpc.JsonRpc;

/// <summary>
/// Reads JSON-RPC 2.0 requests in one pass over the body. Total: any bytes give a request or an error. Parameters and identifiers
/// are kept as slices of the body, so a call costs no copies.
/// </summary>
/// <param name="methods">The known methods, whose names are shared instead of being allocated per call.</param>
/// <param name="maxBatch">The most calls that one batch may hold.</param>
public sealed class RpcRequestParser(RpcMethodTable methods, int maxBatch)
{
    private const int MaxDepth = 32;
    private const int MaxMethodLength = 128;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Parses <paramref name="body"/>, which must stay unchanged while the request is in use.</summary>
    public RpcRequest Parse(ReadOnlyMemory<byte> body)
    {
        // Strings of the body are later compared and copied without further checks.
        if (!Utf8.IsValid(body.Span))
            return RpcRequest.Refused(RpcErrorCode.ParseError, "parse error: the body is not valid UTF-8");
        try
        {
            if (body.Span.IndexOf("\\u"u8) >= 0)
                RequireWellFormedEscapes(body.Span);
            return ParseJson(body);
        }
        catch (JsonException malformed)
        {
            return RpcRequest.Refused(RpcErrorCode.ParseError, $"parse error: invalid JSON at byte {malformed.BytePositionInLine} of line {malformed.LineNumber + 1}");
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for an escape of half a surrogate pair, which JSON's grammar allows.
            return RpcRequest.Refused(RpcErrorCode.ParseError, "parse error: a string is not well-formed Unicode");
        }
    }

    private static void RequireWellFormedEscapes(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body, ReaderOptions);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                reader.GetString();
        }
    }

    private RpcRequest ParseJson(ReadOnlyMemory<byte> body)
    {
        Utf8JsonReader reader = new(body.Span, ReaderOptions);
        reader.Read();
        RpcRequest request;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                request = RpcRequest.Single(ReadCall(ref reader, body));
                break;
            case JsonTokenType.StartArray:
                request = ReadBatch(ref reader, body);
                break;
            default:
                return RpcRequest.Refused(RpcErrorCode.InvalidRequest, "invalid request: expected an object or an array of objects");
        }

        reader.Read(); // Throws unless only white space follows.
        return request;
    }

    private RpcRequest ReadBatch(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        List<RpcCall> calls = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (calls.Count == maxBatch)
            {
                while (reader.CurrentDepth > 0)
                    reader.Read();
                return RpcRequest.Refused(RpcErrorCode.InvalidRequest, $"batch too large: at most {maxBatch} calls are allowed");
            }

            calls.Add(ReadCall(ref reader, body));
        }

        return calls.Count == 0
            ? RpcRequest.Refused(RpcErrorCode.InvalidRequest, "invalid request: the batch is empty")
            : RpcRequest.Batch(calls);
    }

    /// <summary>Reads the value at the reader's position as a call and leaves the reader on its last token.</summary>
    private RpcCall ReadCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return Invalid(default, "invalid request: a call must be an object");
        }

        ReadOnlyMemory<byte> id = default;
        ReadOnlyMemory<byte> parameters = default;
        string? method = null;
        string? problem = null;
        bool versioned = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("jsonrpc"u8))
            {
                reader.Read();
                versioned = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                    problem ??= "invalid request: method must be a string";
                else if (reader.ValueSpan.Length > MaxMethodLength)
                    problem ??= $"invalid request: method must be at most {MaxMethodLength} bytes long";
                else if (reader.ValueIsEscaped || !methods.TryGetName(reader.ValueSpan, out method))
                    method = reader.GetString();
                reader.Skip();
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                reader.Read();
                bool isArray = reader.TokenType == JsonTokenType.StartArray;
                if (!isArray && reader.TokenType != JsonTokenType.Null)
                    problem ??= "invalid request: params must be an array";
                ReadOnlyMemory<byte> value = TakeValue(ref reader, body);
                parameters = isArray ? value : default;
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                bool valid = reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null;
                if (!valid)
                    problem ??= "invalid request: id must be a string, a number or null";
                ReadOnlyMemory<byte> value = TakeValue(ref reader, body);
                id = valid ? value : default;
            }
            else
            {
                reader.Skip();
            }
        }

        if (!versioned)
            problem ??= "invalid request: jsonrpc must be \"2.0\"";
        if (method is null)
            problem ??= "invalid request: method is missing";
        return problem is null ? new RpcCall { Id = id, Method = method!, Parameters = parameters } : Invalid(id, problem);
    }

    private static ReadOnlyMemory<byte> TakeValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }

    private static RpcCall Invalid(ReadOnlyMemory<byte> id, string message) =>
        new() { Id = id, Method = "", Error = new RpcError(RpcErrorCode.InvalidRequest, message) };
}

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
