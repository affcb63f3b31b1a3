using System.Net;
using System.Net.Sockets;

namespace Rollup.Testing;

/// <summary>
/// A TCP address in front of a server on a Unix socket. It can be cut as a network is: connections stay open, and what either side sends is lost without a word.
/// </summary>
public sealed class CuttableLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _sockets = [];
    private readonly Task _accepting;
    private volatile bool _isCut;

    private CuttableLink(string server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A link to the server that listens on the Unix socket <paramref name="server"/>.</summary>
    public static CuttableLink To(string server) => new(server);

    /// <summary>From now on nothing comes through.</summary>
    public void Cut() => _isCut = true;

    /// <summary>From now on new connections come through. Those that were there are broken off: what was sent on them is lost.</summary>
    public void Mend()
    {
        CloseAll();
        _isCut = false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        CloseAll();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client = await _listener.AcceptSocketAsync(_stop.Token);
            Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            lock (_sockets)
                _sockets.AddRange([client, server]);
            _ = ServeAsync(client, server);
        }
    }

    private async Task ServeAsync(Socket client, Socket server)
    {
        if (!_isCut)
            await server.ConnectAsync(new UnixDomainSocketEndPoint(_server));
        await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        if (_isCut)
            return; // An end is not told either.
        client.Dispose();
        server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                int length = await from.ReceiveAsync(buffer, _stop.Token);
                if (length == 0)
                    return;
                if (!_isCut)
                    await to.SendAsync(buffer.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone.
        }
    }

    private void CloseAll()
    {
        lock (_sockets)
        {
            foreach (Socket socket in _sockets)
                socket.Dispose();
            _sockets.Clear();
        }
    }
}
