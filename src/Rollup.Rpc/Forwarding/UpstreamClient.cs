using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Accounts;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Forwarding;

/// <summary>
/// Passes calls on to the node that leads as they are, several in one HTTP request, and hands back its answers. What that node cannot
/// be asked becomes an error in the answer; nothing that may have arrived is repeated, because it may be a submission. While nobody leads, which a take-over
/// makes last a second or two, calls wait for a moment.
/// </summary>
public sealed class UpstreamClient(HttpClient http, UpstreamOptions options, TimeProvider? clock = null) : IPendingNonces
{
    /// <summary>
    /// Marks a request that a node passes on. The receiver does not pass it on again: while two nodes change places, each may take the other for the leader.
    /// </summary>
    public const string ForwardedHeader = "Rollup-Forwarded";

    private static readonly TimeSpan PauseWithoutLeader = TimeSpan.FromMilliseconds(50);
    private readonly TimeProvider _time = clock ?? TimeProvider.System;

    private static readonly RpcError NobodyLeads = RpcError.Busy("no sequencer leads at the moment: try again in a moment");
    private static readonly RpcError Unreachable = RpcError.Busy("the sequencer cannot be reached: try again later");

    /// <summary>A method that is answered by the other node.</summary>
    public RpcMethod Forward(string method) => new(method, (calls, cancellationToken) => SendAsync(method, calls, cancellationToken));

    /// <summary>A method that this node answers itself while <paramref name="leads"/>, and the leader otherwise.</summary>
    public RpcMethod ForwardUnless(Func<bool> leads, RpcMethod own) => own.GroupHandler is { } group
        ? new RpcMethod(own.Name, (calls, cancellationToken) => leads() ? group(calls, cancellationToken) : SendAsync(own.Name, calls, cancellationToken))
        : new RpcMethod(own.Name, async (parameters, result, cancellationToken) => leads()
            ? await own.Handler!(parameters, result, cancellationToken)
            : (await SendAsync(own.Name, [parameters], cancellationToken))(0, result));

    /// <inheritdoc/>
    public async ValueTask<(ulong Nonce, RpcError? Error)> GetAsync(Address address, CancellationToken cancellationToken)
    {
        (string text, RpcError? error) = await AskAsync("eth_getTransactionCount", [address.ToHex(), "pending"], cancellationToken);
        if (error is not null)
            return (0, error);
        return HexFormat.TryParseQuantity(text, out U256 value) && value.IsUInt64 ? (value.L0, null) : (0, Unreachable);
    }

    /// <summary>Submits one transaction.</summary>
    public async ValueTask<(Hash256 Hash, Address? Sender, RpcError? Error)> SubmitAsync(byte[] transaction, CancellationToken cancellationToken)
    {
        (string text, RpcError? error) = await AskAsync("eth_sendRawTransaction", [transaction.ToHex()], cancellationToken);
        if (error is not null)
            return (default, null, error);
        return HexFormat.TryParseHash256(text, out Hash256 hash) ? (hash, null, null) : (default, null, Unreachable);
    }

    /// <summary>A call whose result is a string; empty if it is not.</summary>
    private async ValueTask<(string Result, RpcError? Error)> AskAsync(string method, string[] parameters, CancellationToken cancellationToken)
    {
        RpcResultWriter results = await SendAsync(method, [new RpcParameters(JsonSerializer.SerializeToUtf8Bytes(parameters))], cancellationToken);
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        if (results(0, writer) is { } error)
            return ("", error);
        await writer.FlushAsync(cancellationToken);
        JsonElement result = JsonElement.Parse(buffer.WrittenSpan);
        return (result.ValueKind == JsonValueKind.String ? result.GetString()! : "", null);
    }

    private async ValueTask<RpcResultWriter> SendAsync(string method, IReadOnlyList<RpcParameters> calls, CancellationToken cancellationToken)
    {
        RpcCaller? caller = calls[0].Caller;
        if (caller is { IsForwarded: true })
            return (_, _) => NobodyLeads;
        long began = _time.GetTimestamp();
        bool waits = false;
        while (true)
        {
            RpcResultWriter? answers = await TrySendAsync(method, calls, cancellationToken);
            bool isOver = answers is not null || _time.GetElapsedTime(began) >= options.LeaderPatience;
            if (isOver && waits && caller is not null)
                await caller.Turn.ReturnAsync(cancellationToken);
            if (isOver)
                return answers ?? ((_, _) => NobodyLeads);

            // Others who could be answered do not have to wait, too.
            waits = true;
            caller?.Turn.Leave();
            await Task.Delay(PauseWithoutLeader, _time, cancellationToken);
        }
    }

    /// <summary>Asks the leader once; null if there is none, so that the calls cannot have arrived anywhere.</summary>
    private async ValueTask<RpcResultWriter?> TrySendAsync(string method, IReadOnlyList<RpcParameters> calls, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        try
        {
            if (await options.FindLeader(timeout.Token) is not { } leader)
                return null;
            using HttpRequestMessage request = new(HttpMethod.Post, leader) { Content = new ReadOnlyMemoryContent(Encode(method, calls)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add(ForwardedHeader, "1");
            using HttpResponseMessage response = await http.SendAsync(request, timeout.Token);
            byte[] body = await response.Content.ReadAsByteArrayAsync(timeout.Token);
            return Decode(JsonElement.Parse(body), calls.Count);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return null; // Nobody listens there (any more, or yet).
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (_, _) => Unreachable;
        }
    }

    private static ReadOnlyMemory<byte> Encode(string method, IReadOnlyList<RpcParameters> calls)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartArray();
        for (int i = 0; i < calls.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writer.WriteNumber("id"u8, i);
            writer.WriteString("method"u8, method);
            writer.WritePropertyName("params"u8);
            writer.WriteRawValue(calls[i].Json.IsEmpty ? "[]"u8 : calls[i].Json.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>
    /// Answers may come in any order and are told apart by their identifiers; one error instead of them is everyone's. Null if the node says of every call that nobody
    /// leads: it has the lease and loads the chain, or has lost it.
    /// </summary>
    private static RpcResultWriter? Decode(JsonElement response, int count)
    {
        if (response.ValueKind == JsonValueKind.Object && ReadError(response) is { } refusal)
            return (_, _) => refusal;
        JsonElement[] answers = new JsonElement[count];
        if (response.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement answer in response.EnumerateArray())
            {
                if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out int index) && (uint)index < (uint)count)
                    answers[index] = answer;
            }
        }

        if (Array.TrueForAll(answers, answer => answer.ValueKind == JsonValueKind.Object && ReadError(answer)?.Message == NobodyLeads.Message))
            return null;
        return (index, result) =>
        {
            JsonElement answer = answers[index];
            if (answer.ValueKind != JsonValueKind.Object)
                return Unreachable;
            if (ReadError(answer) is { } error)
                return error;
            if (!answer.TryGetProperty("result", out JsonElement value))
                return Unreachable;
            value.WriteTo(result);
            return null;
        };
    }

    private static RpcError? ReadError(JsonElement answer)
    {
        if (!answer.TryGetProperty("error", out JsonElement error) || error.ValueKind != JsonValueKind.Object)
            return null;
        int code = error.TryGetProperty("code", out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int value) ? value : RpcErrorCode.ServerError;
        string message = error.TryGetProperty("message", out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "the sequencer refused";
        byte[]? data = error.TryGetProperty("data", out JsonElement hex) && hex.ValueKind == JsonValueKind.String && HexFormat.TryParseBytes(hex.GetString(), out byte[] bytes) ? bytes : null;
        return new RpcError(code, message, data);
    }
}

/// <summary>The node that holds the pool.</summary>
public sealed record UpstreamOptions
{
    /// <summary>Finds the JSON-RPC URL of the node that leads; null while none does that can be reached. Asked before every request.</summary>
    public required Func<CancellationToken, ValueTask<Uri?>> FindLeader { get; init; }

    /// <summary>How long calls wait for a leader: a standby takes over in less, unless the leader was frozen or cut off.</summary>
    public TimeSpan LeaderPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one request to it may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
