using System.Net.Http.Headers;
using System.Net;
using System.Text.Json;
using Polly.Retry;
using Polly;
using Rollup.Ethereum.Hex;

namespace Rollup.Ethereum.JsonRpc;

/// <summary>
/// JSON-RPC 2.0 over HTTP POST. Every call ends within its timeout with a result or with an <see cref="L1Exception"/>;
/// only calls marked repeatable are retried, and only when there was no answer.
/// </summary>
public sealed class JsonRpcClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly JsonRpcOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;
    private long _lastId;

    /// <summary>Talks to <paramref name="endpoint"/> over connections of its own.</summary>
    public JsonRpcClient(Uri endpoint, JsonRpcOptions? options = null, TimeProvider? time = null)
    {
        _endpoint = endpoint;
        _options = options ?? new JsonRpcOptions();
        _time = time ?? TimeProvider.System;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = _options.MaxResponseBytes,
        };
        _retries = BuildRetries();
    }

    /// <summary>Calls a method that may be repeated without harm and returns its result (JSON null included).</summary>
    public async Task<JsonElement> QueryAsync(string method, CancellationToken cancellation, params object?[] parameters) =>
        await _retries.ExecuteAsync(
            static async (call, token) => await call.Client.SendAsync(call.Method, token, call.Parameters),
            (Client: this, Method: method, Parameters: parameters),
            cancellation);

    /// <summary>Calls a method once and returns its result.</summary>
    public async Task<JsonElement> SendAsync(string method, CancellationToken cancellation, params object?[] parameters)
    {
        long id = Interlocked.Increment(ref _lastId);
        byte[] request = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        });
        (HttpStatusCode status, byte[] body) = await PostAsync(method, request, cancellation);
        return ReadResult(method, id, status, body);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(string method, byte[] request, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var content = new ByteArrayContent(request);
            content.Headers.ContentType = Json;
            using HttpResponseMessage response = await _http.PostAsync(_endpoint, content, linked.Token);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(linked.Token));
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new L1UnreachableException($"{method}: no answer from {_endpoint.Authority} within {_options.Timeout}.", e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new L1MalformedException($"{method}: the answer is longer than {_options.MaxResponseBytes} bytes.", e);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // Whatever the transport throws: what kinds there are is the peer's choice as much as the library's (a redirect to nowhere, a broken encoding).
            throw new L1UnreachableException($"{method}: {_endpoint.Authority} cannot be reached: {e.Message}", e);
        }
    }

    private static JsonElement ReadResult(string method, long id, HttpStatusCode status, byte[] body)
    {
        if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError)
            throw new L1UnreachableException($"{method}: HTTP status {(int)status}.");

        JsonElement answer;
        try
        {
            using var document = JsonDocument.Parse(body);
            answer = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new L1MalformedException($"{method}: HTTP status {(int)status} with a body that is not JSON.", e);
        }

        if (answer.ValueKind != JsonValueKind.Object)
            throw new L1MalformedException($"{method}: the answer is not an object.");
        if (IsAnothersAnswer(answer, id))
            throw new L1MalformedException($"{method}: the answer is that to another call.");
        if (answer.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null)
        {
            throw error.ValueKind == JsonValueKind.Object
                ? ReadError(method, error)
                : new L1MalformedException($"{method}: the error in the answer is not an object.");
        }

        return answer.TryGetProperty("result", out JsonElement result)
            ? result
            : throw new L1MalformedException($"{method}: the answer has neither a result nor an error.");
    }

    // Some proxies leave the identifier out, or answer an error with null; a number is that of one call.
    private static bool IsAnothersAnswer(JsonElement answer, long id) =>
        answer.TryGetProperty("id", out JsonElement given) && given.ValueKind == JsonValueKind.Number && !(given.TryGetInt64(out long number) && number == id);

    private static L1RpcException ReadError(string method, JsonElement error)
    {
        int code = error.TryGetProperty("code", out JsonElement c) && c.ValueKind == JsonValueKind.Number && c.TryGetInt32(out int number) ? number : 0;
        string reason = error.TryGetProperty("message", out JsonElement m) && m.ValueKind == JsonValueKind.String
            ? m.GetString()!
            : "no message";
        return new L1RpcException(method, code, reason, error.TryGetProperty("data", out JsonElement d) ? RevertData(d) : null);
    }

    // Nodes give revert data as a string, or as an object that holds it under "data".
    private static byte[]? RevertData(JsonElement data)
    {
        if (data.ValueKind == JsonValueKind.Object && data.TryGetProperty("data", out JsonElement inner))
            data = inner;
        if (data.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return HexFormat.ParseBytes(data.GetString()!);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private ResiliencePipeline BuildRetries()
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _time };
        if (_options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = _options.Retries,
                Delay = _options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<L1UnreachableException>(),
            });
        }

        return builder.Build();
    }
}

/// <summary>Limits of a <see cref="JsonRpcClient"/>.</summary>
public sealed record JsonRpcOptions
{
    /// <summary>The longest that one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call that may be repeated is repeated when there was no answer.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The wait before the first repetition; it doubles each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest answer accepted, in bytes.</summary>
    public long MaxResponseBytes { get; init; } = 64 * 1024 * 1024;
}
