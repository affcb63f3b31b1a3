using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Rollup.Ethereum.Hex;

namespace Rollup.Testing;

/// <summary>Submits signed transactions in JSON-RPC batches of <c>eth_sendRawTransaction</c>.</summary>
public sealed class SubmissionClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>The body of a batch; the calls' ids count from 0.</summary>
    public static byte[] Encode(IReadOnlyList<byte[]> transactions)
    {
        var buffer = new ArrayBufferWriter<byte>(transactions.Count * 400);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        for (int i = 0; i < transactions.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writer.WriteNumber("id"u8, i);
            writer.WriteString("method"u8, "eth_sendRawTransaction"u8);
            writer.WriteStartArray("params"u8);
            writer.WriteStringValue(transactions[i].ToHex());
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Submits to the node at <paramref name="url"/> a body of <see cref="Encode"/> with <paramref name="count"/> calls.</summary>
    /// <returns>The replies in the order of the calls. An error for the whole batch is the reply to each call.</returns>
    /// <exception cref="HttpRequestException">There was no answer: the transactions may have been accepted or not.</exception>
    public async Task<SubmissionReply[]> SubmitAsync(Uri url, byte[] body, int count, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        using HttpResponseMessage response = await _http.PostAsync(url, content, cancellation);
        using JsonDocument answer = await ParseAsync(response, cancellation);
        var replies = new SubmissionReply[count];
        if (answer.RootElement.ValueKind == JsonValueKind.Object)
        {
            Array.Fill(replies, Read(answer.RootElement));
            return replies;
        }

        foreach (JsonElement reply in answer.RootElement.EnumerateArray())
            replies[reply.GetProperty("id").GetInt32()] = Read(reply);
        return replies;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<JsonDocument> ParseAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (JsonException error)
        {
            throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"HTTP status {(int)response.StatusCode} and no JSON"), error, response.StatusCode);
        }
    }

    private static SubmissionReply Read(JsonElement reply) => reply.TryGetProperty("result", out JsonElement hash)
        ? new SubmissionReply(HexFormat.ParseHash256(hash.GetString()!), 0, "")
        : new SubmissionReply(null, reply.GetProperty("error").GetProperty("code").GetInt32(), reply.GetProperty("error").GetProperty("message").GetString()!);
}
