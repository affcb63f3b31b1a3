using System.Net;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Http;

/// <summary>
/// The memory for bodies of requests, which is taken as bytes arrive: what is announced and never sent costs nothing. No client address gets all of it, so
/// that one which sends slowly does not keep the others out.
/// </summary>
public sealed class BodyAllowance(RpcLimits limits)
{
    private readonly long _ofAll = Math.Max(limits.MaxBodyBytesInFlight, limits.MaxBodyBytes);
    private readonly long _ofClient = Math.Max((long)limits.MaxBodyBytesInFlight / 100 * limits.BodyShareOfClient, limits.MaxBodyBytes);
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, long> _held = [];
    private long _total;

    /// <summary>Memory for one body, nothing at first.</summary>
    public Share Begin(IPAddress? client) => new(this, client ?? IPAddress.None);

    private bool TryTake(IPAddress client, long bytes)
    {
        lock (_lock)
        {
            long held = _held.GetValueOrDefault(client) + bytes;
            if (_total + bytes > _ofAll || held > _ofClient)
                return false;
            _total += bytes;
            _held[client] = held;
            return true;
        }
    }

    private void GiveBack(IPAddress client, long bytes)
    {
        lock (_lock)
        {
            _total -= bytes;
            if (_held[client] == bytes)
                _held.Remove(client);
            else
                _held[client] -= bytes;
        }
    }

    /// <summary>The memory that one body holds, given back on disposal. For one thread at a time.</summary>
    public sealed class Share : IDisposable
    {
        private readonly BodyAllowance _allowance;
        private readonly IPAddress _client;
        private long _bytes;

        internal Share(BodyAllowance allowance, IPAddress client) => (_allowance, _client) = (allowance, client);

        /// <summary>Takes <paramref name="bytes"/> more; false if there is no room.</summary>
        public bool TryTake(long bytes)
        {
            if (bytes == 0 || !_allowance.TryTake(_client, bytes))
                return bytes == 0;
            _bytes += bytes;
            return true;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_bytes > 0)
                _allowance.GiveBack(_client, _bytes);
            _bytes = 0;
        }
    }
}
