using System.Collections.Concurrent;
using System.Diagnostics;
using Rollup.Kernel.Primitives;

namespace Rollup.Testing;

/// <summary>
/// Wallets that send transfers in batches and behave as careful clients do: what was not answered, or put off, is
/// submitted again until its fate is known.
/// </summary>
public sealed class TransferLoad
{
    private const int LimitExceeded = -32005;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<TestAccount> _senders;
    private readonly ulong[] _nonces;
    private readonly int _batchSize;
    private readonly TimeSpan _pause;
    private readonly ConcurrentBag<Hash256> _acknowledged = [];
    private readonly ConcurrentBag<string> _refusals = [];
    private long _longestRefusal; // In ticks of a time span.

    /// <param name="senders">Accounts with funds that nobody else uses.</param>
    /// <param name="batchSize">Transfers in one batch, all of one sender.</param>
    /// <param name="pause">Between two batches of a sender.</param>
    public TransferLoad(IReadOnlyList<TestAccount> senders, int batchSize, TimeSpan pause)
    {
        _senders = senders;
        _nonces = new ulong[senders.Count];
        _batchSize = batchSize;
        _pause = pause;
    }

    /// <summary>The hashes that the node has returned.</summary>
    public IReadOnlyCollection<Hash256> Acknowledged => _acknowledged;

    /// <summary>Errors that a correct node does not give to these transfers.</summary>
    public IReadOnlyCollection<string> Refusals => _refusals;

    /// <summary>The longest time that one wallet was put off, from the first time it was until something of it was acknowledged.</summary>
    public TimeSpan LongestRefusal => new(Interlocked.Read(ref _longestRefusal));

    /// <summary>Sends until <paramref name="stop"/>, then settles what is unanswered.</summary>
    /// <param name="url">The node to use now.</param>
    /// <param name="stop">Ends the sending.</param>
    public async Task RunAsync(Func<Uri> url, CancellationToken stop)
    {
        using var client = new SubmissionClient();
        await Task.WhenAll(Enumerable.Range(0, _senders.Count).Select(sender => SendAsync(client, url, sender, stop)));
    }

    private async Task SendAsync(SubmissionClient client, Func<Uri> url, int sender, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            List<byte[]> open = [.. Enumerable.Range(0, _batchSize).Select(i => Sign(sender, _nonces[sender] + (ulong)i))];
            long? refusedSince = null;
            while (open.Count > 0)
            {
                int before = open.Count;
                open = await SubmitAsync(client, url(), open);
                if (open.Count == before)
                    refusedSince ??= Stopwatch.GetTimestamp();
                if (refusedSince is { } since)
                    RecordRefusal(Stopwatch.GetElapsedTime(since));
                if (open.Count < before)
                    refusedSince = null;
            }

            _nonces[sender] += (ulong)_batchSize;
            await Task.Delay(_pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void RecordRefusal(TimeSpan refused)
    {
        long longest;
        while ((longest = Interlocked.Read(ref _longestRefusal)) < refused.Ticks)
            Interlocked.CompareExchange(ref _longestRefusal, refused.Ticks, longest);
    }

    /// <summary>Submits once and returns what has to be submitted again.</summary>
    private async Task<List<byte[]>> SubmitAsync(SubmissionClient client, Uri url, List<byte[]> transactions)
    {
        SubmissionReply[] replies;
        try
        {
            replies = await client.SubmitAsync(url, SubmissionClient.Encode(transactions), transactions.Count, CancellationToken.None);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            await Task.Delay(RetryDelay);
            return transactions;
        }

        List<byte[]> open = [];
        for (int i = 0; i < replies.Length; i++)
        {
            (Hash256? hash, int code, string message) = replies[i];
            if (hash is { } acknowledged)
                _acknowledged.Add(acknowledged);
            else if (code == LimitExceeded || message.StartsWith("nonce too high", StringComparison.Ordinal))
                open.Add(transactions[i]);
            else if (message != "already known" && !message.StartsWith("nonce too low", StringComparison.Ordinal)) // Accepted, but the answer was lost.
                _refusals.Add(message);
        }

        if (open.Count > 0)
            await Task.Delay(RetryDelay);
        return open;
    }

    private byte[] Sign(int sender, ulong nonce)
    {
        // A few thousand recipients, the senders among them.
        ulong number = (nonce * 31 + (ulong)sender * 7) % 3_000;
        Address to = number < (ulong)_senders.Count ? _senders[(int)number].Address : Address.FromU256(0x1_0000 + number);
        return _senders[sender].Transfer(nonce, to, 1_000 + nonce, maxFee: 10_000_000_000);
    }
}
