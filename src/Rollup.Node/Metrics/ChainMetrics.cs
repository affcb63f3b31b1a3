using System.Diagnostics.Metrics;
using Rollup.Ethereum.Hex;
using Rollup.Node.Operator.Alarms;
using Rollup.Node.Operator.Figures;
using Rollup.Node.Operator.Pages;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Metrics;

/// <summary>
/// The whole chain as the <see cref="Overview"/> has it, on the meter <see cref="MeterName"/>. What is not known is not a number rather than what it was once.
/// </summary>
internal sealed class ChainMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Rollup.Chain";

    private const decimal WeiPerEther = 1_000_000_000_000_000_000m;

    private readonly OverviewReader _reader;

    /// <summary>Creates the instruments on a meter of <paramref name="factory"/>.</summary>
    /// <param name="factory">Of this process.</param>
    /// <param name="reader">What it read last is shown.</param>
    /// <param name="inclusionDeadline">What is left of it while no item waits.</param>
    public ChainMetrics(IMeterFactory factory, OverviewReader reader, TimeSpan inclusionDeadline)
    {
        _reader = reader;
        Meter meter = factory.Create(MeterName);
        meter.CreateObservableGauge("rollup.proof.jobs", Jobs, description: "Proof jobs of batches that are not final, by kind and status");
        Gauge("rollup.proof.lease.losses", overview => overview.Jobs.Where(group => group.Status != ProofStatus.Done).Sum(group => (double)group.Losses), "Leases that ended without a word, of proof jobs that are not done");
        Gauge("rollup.proof.attempts.exhausted", overview => overview.Jobs.Where(group => group.Status == ProofStatus.Failed).Sum(group => (double)group.Count), "Proof jobs that were given up");
        Gauge("rollup.proof.repeated", overview => overview.Jobs.Sum(group => (double)group.Repeated), "Proof jobs of batches that are not final that were begun more than once");
        Gauge("rollup.proof.workers", overview => overview.Workers.Count, "Prover processes that have said lately that they are there");
        Gauge("rollup.proving.lag.batches", overview => overview.Lag.Batches, "Sealed batches that are not proven on L1");
        Gauge("rollup.proving.lag.cells", overview => overview.Lag.Cells, "Cells that are still to be proven, estimated");
        Gauge("rollup.proving.lag", overview => overview.Lag.Estimate?.TotalSeconds, "Time that the cells still to be proven take at the present speed", "s");
        Gauge("rollup.proving.oldest", overview => overview.Lag.OldestAge?.TotalSeconds ?? 0, "For how long the oldest sealed batch that is not proven has waited", "s");
        Gauge("rollup.proving.cells.per.second", overview => overview.Lag.CellsPerSecond, "Cells that all workers prove in a second");
        Gauge("rollup.finality", overview => overview.TimeToFinality?.TotalSeconds, "From sealing to finality, mean of the last ten batches that became final", "s");
        meter.CreateObservableGauge("rollup.l1.balance.ether", Balances, description: "What an account of ours holds on L1");
        Gauge("rollup.l1.transactions.in.flight", overview => overview.InFlight.Count, "Our transactions that L1 has not mined");
        Gauge("rollup.l1.transaction.oldest", overview => overview.InFlight.Select(transaction => (overview.At - transaction.CreatedAt).TotalSeconds).DefaultIfEmpty().Max(), "For how long the oldest of them has waited", "s");
        Gauge(
            "rollup.queue.deadline.left", overview => ((overview.ItemDeadline - overview.At) ?? inclusionDeadline).TotalSeconds, "Until L1 refuses batches without the oldest item of its queue that is in no block; all of the deadline while none waits", "s");
        meter.CreateObservableGauge("rollup.alarm", Alarms, description: "1 while the operator's page shows the alarm");

        void Gauge(string name, Func<Overview, double?> figure, string description, string? unit = null) =>
            meter.CreateObservableGauge(name, () => _reader.Last is { } overview ? figure(overview) ?? double.NaN : double.NaN, unit, description);
    }

    private IEnumerable<Measurement<double>> Jobs()
    {
        Overview? overview = _reader.Last;
        foreach (ProofKind kind in Enum.GetValues<ProofKind>())
        {
            foreach (ProofStatus status in Enum.GetValues<ProofStatus>().Where(status => status != ProofStatus.Superseded))
            {
                double count = overview?.Jobs.Where(group => group.Kind == kind && group.Status == status).Sum(group => (double)group.Count) ?? double.NaN;
                yield return new Measurement<double>(count, new("kind", JobView.Name(kind)), new("status", JobView.Name(status)));
            }
        }
    }

    private IEnumerable<Measurement<double>> Balances() =>
        (_reader.Last?.Balances ?? []).Select(balance => new Measurement<double>((double)(balance.Wei / WeiPerEther), new KeyValuePair<string, object?>("account", balance.Account.ToHex())));

    private IEnumerable<Measurement<double>> Alarms()
    {
        HashSet<Alarm> raised = [.. _reader.Alarms.Select(reason => reason.Kind)];
        return Alarm.All.Select(alarm => new Measurement<double>(raised.Contains(alarm) ? 1 : 0, new KeyValuePair<string, object?>("name", alarm.Name)));
    }
}
