using System.Threading.Channels;
using Rollup.Storage.Lease;

namespace Rollup.Storage.Transactions;

/// <summary>
/// Makes accepted transactions durable by group commit: while one database transaction is being written, what arrives is gathered and becomes
/// the next one. Memory is bounded by a number of reserved transactions; a caller that gets no reservation must refuse its client.
/// </summary>
/// <remarks>
/// A failed commit ends the intake for good: whether those transactions were stored is then unknown, so the sequencer must read the ledger again
/// before it accepts more.
/// </remarks>
public sealed class TransactionIntake : IAsyncDisposable
{
    private readonly SequencerLease _lease;
    private readonly int _capacity;
    private readonly int _maxGroup;
    private readonly Channel<Entry> _entries;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _failed = new();
    private readonly Task _writing;
    private int _reserved;

    /// <param name="lease">The lease under which transactions are accepted.</param>
    /// <param name="capacity">How many transactions may be reserved, hence in memory and not durable yet.</param>
    /// <param name="maxGroup">How many transactions one commit gathers at most.</param>
    public TransactionIntake(SequencerLease lease, int capacity, int maxGroup)
    {
        _lease = lease;
        _capacity = capacity;
        _maxGroup = maxGroup;
        // One entry holds at least one reserved transaction or comes from the sequencer itself, so reservations bound the channel in practice.
        _entries = Channel.CreateBounded<Entry>(new BoundedChannelOptions(capacity) { SingleReader = true });
        Failed = _failed.Token;
        _writing = WriteGroupsAsync();
    }

    /// <summary>Cancelled when a commit failed: nothing is accepted any more.</summary>
    public CancellationToken Failed { get; }

    /// <summary>The failure behind <see cref="Failed"/>.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Transactions reserved and not durable yet.</summary>
    public int Reserved => Volatile.Read(ref _reserved);

    /// <summary>Reserves room for <paramref name="count"/> transactions; false when the intake is full. Give it back with <see cref="Release"/>.</summary>
    public bool TryReserve(int count)
    {
        if (Interlocked.Add(ref _reserved, count) <= _capacity) return true;
        Release(count);
        return false;
    }

    /// <summary>Gives reserved room back.</summary>
    public void Release(int count) => Interlocked.Add(ref _reserved, -count);

    /// <summary>Completes when the transactions and removals are durable. All of them are written in one database transaction.</summary>
    /// <exception cref="IntakeFailedException">They may or may not have been stored.</exception>
    public async Task AppendAsync(IReadOnlyList<TransactionRow> accepted, IReadOnlyList<RemovalRow> removed, CancellationToken cancellation)
    {
        var entry = new Entry(accepted, removed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _entries.Writer.WriteAsync(entry, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new IntakeFailedException(Failure);
        }

        await entry.Durable.Task;
    }

    /// <summary>Writes what was appended, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        _stop.CancelAfter(TimeSpan.FromSeconds(10));
        await _writing;
        _stop.Dispose();
        _failed.Dispose();
    }

    private async Task WriteGroupsAsync()
    {
        var group = new List<Entry>();
        try
        {
            while (await _entries.Reader.WaitToReadAsync())
            {
                int transactions = 0;
                while (transactions < _maxGroup && _entries.Reader.TryRead(out Entry? entry))
                {
                    group.Add(entry);
                    transactions += entry.Accepted.Count;
                }

                await WriteAsync(group, _stop.Token);
                foreach (Entry entry in group) entry.Durable.SetResult();
                group.Clear();
            }
        }
        catch (Exception error)
        {
            await FailAsync(group, error);
        }
    }

    private async Task WriteAsync(List<Entry> group, CancellationToken cancellation)
    {
        await using FencedTransaction transaction = await _lease.BeginTransactionAsync(cancellation);
        if (group.Exists(entry => entry.Accepted.Count > 0))
            await Copy.TransactionsAsync(transaction.Connection, group.SelectMany(entry => entry.Accepted), cancellation);
        if (group.Exists(entry => entry.Removed.Count > 0))
            await Copy.RemovalsAsync(transaction.Connection, group.SelectMany(entry => entry.Removed), cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task FailAsync(List<Entry> group, Exception error)
    {
        Failure = error;
        _entries.Writer.TryComplete();
        while (_entries.Reader.TryRead(out Entry? entry)) group.Add(entry);
        foreach (Entry entry in group) entry.Durable.SetException(new IntakeFailedException(error));
        await _failed.CancelAsync();
    }

    private sealed record Entry(IReadOnlyList<TransactionRow> Accepted, IReadOnlyList<RemovalRow> Removed, TaskCompletionSource Durable);
}

/// <summary>The intake has ended; transactions given to it may or may not have been stored, and must not be acknowledged.</summary>
public sealed class IntakeFailedException : Exception
{
    /// <param name="inner">Why the intake ended; null when it was closed in order.</param>
    public IntakeFailedException(Exception? inner) : base("The transaction could not be stored: " + (inner?.Message ?? "the sequencer is stopping."), inner)
    {
    }
}
