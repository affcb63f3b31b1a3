using System.Diagnostics.Metrics;
using Rollup.Node.Chain;
using Rollup.Node.Operations;
using Rollup.Sequencer;

namespace Rollup.Node.Metrics;

/// <summary>What the node observes of itself when it is asked, on the meter <see cref="MeterName"/>.</summary>
internal sealed class NodeMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Rollup.Node";

    /// <summary>Creates the instruments on a meter of <paramref name="factory"/>.</summary>
    public NodeMetrics(IMeterFactory factory, NodeChain chain, SequencerService? sequencer, Func<string?> haltedReason, PartRegister parts, ReadinessCheck readiness)
    {
        Meter meter = factory.Create(MeterName);
        meter.CreateObservableGauge("rollup.block.latest", () => (long)chain.Latest.Number, description: "Number of the newest block");
        meter.CreateObservableGauge("rollup.block.safe", () => (long)chain.Safe, description: "Number of the last block committed on L1");
        meter.CreateObservableGauge("rollup.block.finalized", () => (long)chain.Finalized, description: "Number of the last block proven on L1");
        meter.CreateObservableGauge("rollup.block.timestamp", () => (long)chain.Latest.Timestamp, "s", "Timestamp of the newest block");
        meter.CreateObservableGauge("rollup.queue.position", () => (long)chain.Latest.QueuePosition, description: "L1 queue items taken");
        meter.CreateObservableGauge("rollup.batch.committed", () => (long)(chain.Settlement?.CommittedBatch ?? 0), description: "Number of the last batch committed on L1");
        meter.CreateObservableGauge("rollup.l1.block", () => (long)(chain.Settlement?.L1Block ?? 0), description: "Newest L1 block that the settler saw");
        meter.CreateObservableGauge("rollup.pool.transactions", () => (long)(sequencer?.Pool?.Count ?? 0), description: "Transactions in the pool");
        meter.CreateObservableGauge("rollup.leading", () => sequencer?.Status.Phase == SequencerPhase.Leading ? 1 : 0, description: "1 while this process builds the blocks");
        meter.CreateObservableGauge("rollup.block.ahead", () => Math.Max(0, (long)readiness.HeadIsAheadBy.TotalSeconds), "s", "How far the newest block's time is ahead of the clock");
        meter.CreateObservableGauge("rollup.settlement.stuck", () => chain.Settlement?.Problem is null ? 0 : 1, description: "1 while something keeps batches from L1");
        meter.CreateObservableCounter("rollup.part.failures", () => parts.Count, description: "How often a part of this process failed and was started again");
        meter.CreateObservableGauge("rollup.halted", () => haltedReason() is null ? 0 : 1, description: "1 when a part of this process has stopped for good");
    }
}
