using System.Diagnostics.Metrics;
using Rollup.Sequencer.Pool;

namespace Rollup.Sequencer;

/// <summary>What the sequencer counts, on the meter <see cref="MeterName"/>.</summary>
internal static class SequencerMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Rollup.Sequencer";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Submissions = Meter.CreateCounter<long>("rollup.sequencer.submissions", description: "Submitted transactions, by outcome");
    private static readonly Counter<long> Transactions = Meter.CreateCounter<long>("rollup.sequencer.transactions", description: "Transactions in stored blocks");
    private static readonly Counter<long> Reexecutions = Meter.CreateCounter<long>("rollup.sequencer.reexecutions", description: "Executions of transactions in vain, because of conflicts between threads");
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>("rollup.sequencer.removals", description: "Transactions that left the pool other than into a block, by reason");
    private static readonly Histogram<double> Build = Meter.CreateHistogram<double>("rollup.sequencer.block.build.duration", "s", "Execution of a block");
    private static readonly Histogram<double> Store = Meter.CreateHistogram<double>("rollup.sequencer.block.store.duration", "s", "Database transaction of a block");
    private static readonly Histogram<double> Seal = Meter.CreateHistogram<double>("rollup.sequencer.batch.seal.duration", "s", "Sealing of a batch, by step");

    /// <summary>Counts submissions by their outcomes.</summary>
    public static void CountSubmissions(ReadOnlySpan<SubmissionResult> results)
    {
        foreach (SubmissionResult result in results)
            Submissions.Add(1, new KeyValuePair<string, object?>("outcome", result.Rejection?.Reason.ToString() ?? "Accepted"));
    }

    /// <summary>Counts removals by reason.</summary>
    public static void CountRemovals(IReadOnlyList<PoolRemoval> removals)
    {
        foreach (PoolRemoval removal in removals) Dropped.Add(1, new KeyValuePair<string, object?>("reason", removal.Row.Reason.ToString()));
    }

    /// <summary>Records a stored block.</summary>
    public static void RecordBlock(int transactions, int reexecutions, TimeSpan build, TimeSpan store)
    {
        Transactions.Add(transactions);
        Reexecutions.Add(reexecutions);
        Build.Record(build.TotalSeconds);
        Store.Record(store.TotalSeconds);
    }

    /// <summary>Records a step of sealing.</summary>
    public static void RecordSeal(string step, TimeSpan duration) => Seal.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("step", step));
}
