using System.Net;
using System.Net.WebSockets;
using Rollup.Rpc.Http;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Subscriptions;

namespace Rollup.Rpc.WebSockets;

/// <summary>
/// One connection: reads requests and answers several at a time, in whatever order they are done. It ends when the client closes it, breaks the rules, goes
/// silent, or is too slow.
/// </summary>
internal sealed class WebSocketConnection : IDisposable
{
    private const int SmallMessage = 16 * 1024; // Larger ones need memory of the server's common allowance.
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    private readonly WebSocket _socket;
    private readonly IPAddress? _client;
    private readonly RequestPipeline _pipeline;
    private readonly RequestAdmission _admission;
    private readonly RpcLimits _limits;
    private readonly TimeProvider _time;
    private readonly Outbox _outbox;
    private readonly ConnectionSubscriptions _subscriptions;
    private readonly SemaphoreSlim _slots;
    private long _lastRequest;

    /// <param name="socket">The open socket; the caller's to dispose.</param>
    /// <param name="client">The client's address.</param>
    /// <param name="pipeline">What requests go through.</param>
    /// <param name="admission">The common allowance of memory.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="time">Clock.</param>
    public WebSocketConnection(WebSocket socket, IPAddress? client, RequestPipeline pipeline, RequestAdmission admission, RpcLimits limits, TimeProvider time)
    {
        _socket = socket;
        _client = client;
        _pipeline = pipeline;
        _admission = admission;
        _limits = limits;
        _time = time;
        _outbox = new Outbox(socket, limits.WebSocket, time);
        _subscriptions = new ConnectionSubscriptions(limits.WebSocket.MaxSubscriptions, _outbox.Notify);
        _slots = new SemaphoreSlim(limits.WebSocket.MaxConcurrentRequests);
        _lastRequest = time.GetTimestamp();
    }

    /// <summary>Serves the client until the connection ends; <paramref name="stopping"/> closes it, and <paramref name="aborted"/> says that it is gone.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborted)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        using CancellationTokenRegistration stop = stopping.Register(() => _outbox.Close(WebSocketCloseStatus.EndpointUnavailable, "the server stops"));
        Task receiving = ReceiveAllAsync(ended.Token);
        Task watching = CloseWhenIdleAsync(ended.Token);
        await _outbox.RunAsync(ended.Token);

        // The client has as long for its side of the closing as for any message.
        _subscriptions.Dispose();
        await Task.WhenAny(receiving, Task.Delay(_limits.WebSocket.SendTimeout, _time, aborted));
        await ended.CancelAsync();
        await Task.WhenAll(receiving, watching);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscriptions.Dispose();
        _slots.Dispose();
    }

    private async Task ReceiveAllAsync(CancellationToken ended)
    {
        List<Task> answers = [];
        try
        {
            while (true)
            {
                await _slots.WaitAsync(ended); // Before reading: a client that sends faster than it is answered waits.
                if (await ReceiveAsync(ended) is not { } message)
                    break;
                answers.RemoveAll(answer => answer.IsCompleted);
                answers.Add(AnswerAsync(message, ended));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            _outbox.Close(WebSocketCloseStatus.NormalClosure, ""); // Gone without a word.
        }

        await Task.WhenAll(answers);
    }

    /// <summary>The next message; null at the end of the connection.</summary>
    private async Task<Incoming?> ReceiveAsync(CancellationToken ended)
    {
        Incoming message = new();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(message.Body.GetMemory(SmallMessage), ended);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    _outbox.Close(WebSocketCloseStatus.NormalClosure, "");
                    break;
                }

                message.Body.Advance(part.Count);
                Volatile.Write(ref _lastRequest, _time.GetTimestamp());
                if (message.Body.Length > _limits.MaxBodyBytes)
                {
                    _outbox.Close(WebSocketCloseStatus.MessageTooBig, $"a message may have at most {_limits.MaxBodyBytes} bytes");
                    break;
                }

                if (message.Body.Length > SmallMessage && !message.TryReserve(_admission.Bodies, _client, part.Count))
                {
                    _outbox.Close(TryAgainLater, "the server is busy: try again in a moment");
                    break;
                }

                if (part.EndOfMessage)
                    return message;
            }
        }
        catch
        {
            message.Dispose();
            throw;
        }

        message.Dispose();
        return null;
    }

    private async Task AnswerAsync(Incoming message, CancellationToken ended)
    {
        await Task.Yield(); // Reading goes on.
        bool occupied = true;
        PartedResponse? parts = null;
        try
        {
            using RequestTurn turn = new(_admission, FreeSlot);
            using ResponseBuffer response = new();
            ResponseStream stream = new(response, async (part, stop) => await (parts ??= _outbox.BeginParts()).SendAsync(part, isEnd: false, stop));
            RpcCaller caller = new(turn, _subscriptions, stream);
            await _pipeline.AnswerAsync(message.Body.Written, _client, caller, response, ended);
            if (stream.IsBroken)
                return;
            Task sent = parts is not null ? parts.SendAsync(response.Written, isEnd: true, ended) : response.Length > 0 ? _outbox.SendAsync(response.Written) : Task.CompletedTask;
            caller.OnResponseQueued();
            await sent;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        finally
        {
            parts?.Dispose(); // Before its end, that breaks the connection off: the client must not take what it has for the whole.
            message.Dispose();
            FreeSlot();
        }

        // A call that only waits lets the next message in.
        void FreeSlot()
        {
            if (!occupied)
                return;
            occupied = false;
            Volatile.Write(ref _lastRequest, _time.GetTimestamp());
            _slots.Release();
        }
    }

    private async Task CloseWhenIdleAsync(CancellationToken ended)
    {
        try
        {
            while (true)
            {
                TimeSpan left = _limits.WebSocket.IdleTimeout - _time.GetElapsedTime(Volatile.Read(ref _lastRequest));
                bool waits = _subscriptions.Count > 0 || _slots.CurrentCount < _limits.WebSocket.MaxConcurrentRequests - 1; // The reader holds one.
                if (left <= TimeSpan.Zero && !waits)
                {
                    _outbox.Close(WebSocketCloseStatus.NormalClosure, $"no request for {_limits.WebSocket.IdleTimeout}, and no subscription");
                    return;
                }

                await Task.Delay(left > TimeSpan.Zero ? left : _limits.WebSocket.IdleTimeout, _time, ended);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
    }

    /// <summary>A message being read or answered, with the memory that it was given.</summary>
    private sealed class Incoming : IDisposable
    {
        private BodyAllowance.Share? _memory;

        public ResponseBuffer Body { get; } = new();

        public bool TryReserve(BodyAllowance allowance, IPAddress? client, int bytes) => (_memory ??= allowance.Begin(client)).TryTake(bytes);

        public void Dispose()
        {
            Body.Dispose();
            _memory?.Dispose();
        }
    }
}
