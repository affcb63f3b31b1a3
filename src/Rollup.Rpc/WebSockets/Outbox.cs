using System.Net.WebSockets;
using System.Threading.Channels;

namespace Rollup.Rpc.WebSockets;

/// <summary>
/// What waits to be sent on one connection, in order: responses, whose senders wait for them to be sent, and notifications, which nobody waits for and which
/// therefore are bounded in bytes. A connection that lets more pile up, or takes a message too slowly, is closed.
/// </summary>
internal sealed class Outbox(WebSocket socket, WebSocketLimits limits, TimeProvider time)
{
    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { SingleReader = true });
    private long _notificationBytes;
    private volatile Closing? _closing;

    /// <summary>Queues a notification, or has the connection closed if too many wait.</summary>
    public void Notify(ReadOnlyMemory<byte> notification)
    {
        if (_closing is not null)
            return;
        if (Interlocked.Add(ref _notificationBytes, notification.Length) > limits.MaxOutboxBytes)
            Close(WebSocketCloseStatus.PolicyViolation, $"too slow: more than {limits.MaxOutboxBytes} bytes of notifications were waiting");
        else
            _messages.Writer.TryWrite(new Message(notification, null));
    }

    /// <summary>Queues a response; the task ends when it is sent, or never will be.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> response)
    {
        TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_messages.Writer.TryWrite(new Message(response, sent)))
            sent.SetResult();
        return sent.Task;
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
                message.Sent?.SetResult();
        }
    }

    private async Task SendAsync(Message message, CancellationToken aborted)
    {
        try
        {
            await WithTimeoutAsync(token => socket.SendAsync(message.Text, WebSocketMessageType.Text, endOfMessage: true, token).AsTask(), aborted);
        }
        finally
        {
            if (message.Sent is { } sent)
                sent.SetResult();
            else
                Interlocked.Add(ref _notificationBytes, -message.Text.Length);
        }
    }

    private async Task WithTimeoutAsync(Func<CancellationToken, Task> send, CancellationToken aborted)
    {
        using CancellationTokenSource timeout = new(limits.SendTimeout, time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        await send(linked.Token);
    }

    private readonly record struct Message(ReadOnlyMemory<byte> Text, TaskCompletionSource? Sent);

    private sealed record Closing(WebSocketCloseStatus Status, string Reason);
}
