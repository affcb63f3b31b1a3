using Rollup.Storage;
using Rollup.Storage.Lease;

namespace Rollup.Node.Chain;

/// <summary>
/// Where the node is that leads: the lease names it, whoever it is. Where it told no URL, and while the database is away, that is the configured one.
/// </summary>
internal sealed class LeaderDirectory(Database database, string ownUrl, Uri? configured, TimeProvider time)
{
    /// <summary>How old an answer may be: well below the time in which a standby takes over.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _reading = new(1);
    private Uri? _leader;
    private long? _readAt;

    /// <summary>The leader's JSON-RPC URL; null while none is known, or while it would be this process, which then does not lead (any more, or yet).</summary>
    public async ValueTask<Uri?> FindAsync(CancellationToken cancellationToken)
    {
        if (IsFresh)
            return Volatile.Read(ref _leader);
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (!IsFresh)
            {
                Volatile.Write(ref _leader, await ReadAsync(cancellationToken));
                _readAt = time.GetTimestamp();
            }

            return _leader;
        }
        finally
        {
            _reading.Release();
        }
    }

    private bool IsFresh => _readAt is { } at && time.GetElapsedTime(at) < Freshness;

    private async Task<Uri?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            LeaseHolder holder = await SequencerLease.ReadHolderAsync(database, cancellationToken);
            if (holder.Url.Length > 0 && holder == LeaseHolder.Here(ownUrl))
                return null;
            return Uri.TryCreate(holder.Url, UriKind.Absolute, out Uri? url) ? url : configured;
        }
        catch (Exception exception) when (DatabaseFailure.Is(exception))
        {
            return _leader ?? configured;
        }
    }
}

/// <summary>The URL at which other nodes reach this one.</summary>
internal static class AdvertisedUrl
{
    private static readonly string[] AllInterfaces = ["0.0.0.0", "[::]", "*", "+"];

    /// <summary><paramref name="advertised"/> if it is given; otherwise where the server listens, with the machine's name in place of all interfaces.</summary>
    public static string Of(string? advertised, string listening)
    {
        if (!string.IsNullOrEmpty(advertised))
            return advertised;
        if (listening.EndsWith(":0", StringComparison.Ordinal))
            return ""; // Any free port: nobody else can know which.
        return At(Environment.MachineName, listening);
    }

    /// <summary>Where the server listens, with <paramref name="host"/> in place of all interfaces.</summary>
    public static string At(string host, string listening) =>
        AllInterfaces.Aggregate(listening, (url, all) => url.Replace($"://{all}:", $"://{host}:", StringComparison.Ordinal));
}
