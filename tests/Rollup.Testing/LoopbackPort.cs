using System.Net;
using System.Net.Sockets;

namespace Rollup.Testing;

/// <summary>Ports on 127.0.0.1 for servers of the tests.</summary>
public static class LoopbackPort
{
    /// <summary>A port that nothing listens on now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
