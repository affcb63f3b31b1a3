using System.Net.WebSockets;
using System.Threading.Channels;
using Rollup.Rpc.Subscriptions;

namespace Rollup.Rpc.WebSockets;

/// <summary>
/// What waits to be sent on one connection, in order: responses, whose senders wait for them to be sent, and notifications, which nobody waits for and which
/// therefore are bounded in bytes. A connection that lets more pile up, or takes a message too slowly, is closed.
/// </summary>
/// <remarks>
/// The bound is on what still waits from earlier events when one comes: all notifications of one event, such as a block with very many logs, are always taken,
/// because nobody could follow the chain past that block otherwise. What is being sent does not wait any more.
/// </remarks>
internal sealed class Outbox(WebSocket socket, WebSocketLimits limits, TimeProvider time)
{
    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private object? _newestEvent;
    private long _waitingBefore; // When the newest event came.
    private long _waiting;       // About as many bytes of notifications.
    private volatile Closing? _closing;

    /// <summary>Queues the notifications of an event, or has the connection closed if too many wait.</summary>
    public void Notify(Notifications notifications)
    {
        if (_closing is not null)
            return;
        EventResults results = notifications.Results;
        bool fits;
        lock (_lock)
        {
            if (!ReferenceEquals(_newestEvent, results.Event))
                (_newestEvent, _waitingBefore) = (results.Event, _waiting);
            fits = _waitingBefore <= limits.MaxOutboxBytes;
            if (fits)
                _waiting += results.Bytes;
        }

        if (fits)
            _messages.Writer.TryWrite(new Message { Notifications = notifications });
        else
            Close(WebSocketCloseStatus.PolicyViolation, $"too slow: more than {limits.MaxOutboxBytes} bytes of notifications were waiting");
    }

    /// <summary>Queues a response; the task ends when it is sent, or never will be.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> response)
    {
        TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_messages.Writer.TryWrite(new Message { Response = response, Sent = sent }))
            sent.SetResult();
        return sent.Task;
    }

    /// <summary>Queues a response that comes in parts. Nothing else is sent between its parts.</summary>
    public PartedResponse BeginParts()
    {
        PartedResponse response = new();
        if (!_messages.Writer.TryWrite(new Message { Parts = response }))
            response.Dispose();
        return response;
    }

    /// <summary>Has the connection closed after the message that is being sent.</summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        Interlocked.CompareExchange(ref _closing, new Closing(status, reason), null);
        _messages.Writer.TryComplete();
    }

    /// <summary>Sends until the connection is closed, from either side; then says so to the client.</summary>
    public async Task RunAsync(CancellationToken aborted)
    {
        try
        {
            while (_closing is null && await _messages.Reader.WaitToReadAsync(aborted))
            {
                while (_closing is null && _messages.Reader.TryRead(out Message message))
                    await SendAsync(message, aborted);
            }

            if (_closing is { } closing)
                await WithTimeoutAsync(token => socket.CloseOutputAsync(closing.Status, closing.Reason, token), aborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            socket.Abort(); // The client is gone, or does not read.
        }
        finally
        {
            _messages.Writer.TryComplete();
            while (_messages.Reader.TryRead(out Message message))
            {
                message.Sent?.SetResult();
                message.Parts?.Dispose();
            }
        }
    }

    private async Task SendAsync(Message message, CancellationToken aborted)
    {
        if (message.Sent is { } sent)
        {
            try
            {
                await SendAsync(message.Response, isEnd: true, aborted);
            }
            finally
            {
                sent.SetResult();
            }
        }
        else if (message.Parts is { } parts)
        {
            using (parts)
                await parts.SendAllAsync((part, isEnd) => SendAsync(part, isEnd, aborted), aborted);
        }
        else
        {
            lock (_lock)
                _waiting -= message.Notifications.Results.Bytes;
            foreach (ReadOnlyMemory<byte> notification in message.Notifications.Messages)
            {
                await SendAsync(notification, isEnd: true, aborted);
                if (_closing is not null)
                    return;
            }
        }
    }

    private Task SendAsync(ReadOnlyMemory<byte> text, bool isEnd, CancellationToken aborted) =>
        WithTimeoutAsync(token => socket.SendAsync(text, WebSocketMessageType.Text, isEnd, token).AsTask(), aborted);

    private async Task WithTimeoutAsync(Func<CancellationToken, Task> send, CancellationToken aborted)
    {
        using CancellationTokenSource timeout = new(limits.SendTimeout, time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        await send(linked.Token);
    }

    /// <summary>One of: a response, a response in parts, notifications.</summary>
    private readonly record struct Message
    {
        public ReadOnlyMemory<byte> Response { get; init; }

        public TaskCompletionSource? Sent { get; init; }

        public PartedResponse? Parts { get; init; }

        public Notifications Notifications { get; init; }
    }

    private sealed record Closing(WebSocketCloseStatus Status, string Reason);
}

/// <summary>
/// A response on its way from the call that makes it to the connection that sends it, part by part: neither holds more than one. Disposing it, from either side,
/// ends the other side's waiting.
/// </summary>
internal sealed class PartedResponse : IDisposable
{
    private readonly Channel<(ReadOnlyMemory<byte> Bytes, bool IsEnd)> _parts = Channel.CreateBounded<(ReadOnlyMemory<byte>, bool)>(1);
    private readonly SemaphoreSlim _sent = new(0);

    /// <summary>Sends a part; its memory may be used again when the task ends. On a connection that is ending it waits to be cancelled.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> part, bool isEnd, CancellationToken cancellationToken)
    {
        if (!_parts.Writer.TryWrite((part, isEnd)))
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        await _sent.WaitAsync(cancellationToken);
    }

    /// <summary>Takes every part up to the end.</summary>
    /// <exception cref="WebSocketException">The end does not come.</exception>
    public async Task SendAllAsync(Func<ReadOnlyMemory<byte>, bool, Task> send, CancellationToken cancellationToken)
    {
        bool isEnd = false;
        while (!isEnd)
        {
            if (!await _parts.Reader.WaitToReadAsync(cancellationToken))
                throw new WebSocketException("A response broke off.");
            if (!_parts.Reader.TryRead(out (ReadOnlyMemory<byte> Bytes, bool IsEnd) part))
                continue;
            isEnd = part.IsEnd;
            try
            {
                await send(part.Bytes, isEnd);
            }
            finally
            {
                _sent.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _parts.Writer.TryComplete();
}
