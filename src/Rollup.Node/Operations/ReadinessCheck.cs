using Microsoft.AspNetCore.Http;
using Rollup.Node.Chain;
using Rollup.Node.Operator.Alarms;
using Rollup.Sequencer;
using Rollup.Sequencer.L1;
using Rollup.Storage;
using Rollup.Storage.L1;

namespace Rollup.Node.Operations;

/// <summary>
/// Whether the node can do its work now. Not ready: a client should be sent elsewhere. Degraded: clients are served, but an operator has to look.
/// Every reason is named. The state is loaded before the server listens.
/// </summary>
internal sealed class ReadinessCheck(Database database, NodeChain chain, SequencerService? sequencer, L1Watcher? watcher, PartRegister parts, SchemaWatch schema, TimeProvider time)
{
    /// <summary>Load balancers give up after a few seconds: the answer must come before.</summary>
    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>The settler records what it sees more often than this.</summary>
    private static readonly TimeSpan L1Silence = TimeSpan.FromSeconds(60);

    /// <summary>How far the head's time may be ahead of the clock: clocks differ a little.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>The state of the node with its reasons.</summary>
    public async Task<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        List<Reason> obstacles = [];
        List<Reason> concerns = [];
        switch (await DatabaseConditionAsync(cancellationToken))
        {
            case DatabaseCondition.Silent:
                obstacles.Add(new(Alarm.Database, "the database does not answer"));
                break;
            case DatabaseCondition.ReadOnly:
                obstacles.Add(new(Alarm.Database, "the database takes no writes"));
                break;
            case DatabaseCondition.Unled:
                obstacles.Add(new(Alarm.NoLeader, "no sequencer leads"));
                break;
        }

        switch (sequencer?.Status)
        {
            case { Phase: SequencerPhase.Starting }:
                obstacles.Add(new(Alarm.Loading, "the sequencer is loading the chain"));
                break;
            case { Phase: SequencerPhase.Halted or SequencerPhase.Barred, Detail: var detail }:
                obstacles.Add(new(Alarm.Halted, $"halted: {detail}"));
                break;
        }

        obstacles.AddRange(parts.Failing.Select(failure => new Reason(Alarm.PartFailing, failure)));
        if (schema.Problem is { } outdated)
            concerns.Add(new(Alarm.SchemaNewer, $"schema: {outdated}"));
        if (watcher?.Problem is { } problem)
            concerns.Add(new(Alarm.L1WentBack, $"L1: {problem}"));
        else if (watcher?.Failure is { } failure)
            concerns.Add(new(Alarm.L1Unreadable, $"L1 cannot be read: {failure}"));
        SettlementStatus? settlement = chain.Settlement;
        if (settlement?.Problem is { } stuck)
            concerns.Add(new(Alarm.SettlementStuck, $"settlement: {stuck}"));
        if (sequencer?.SealingProblem is { } slow)
            concerns.Add(new(Alarm.ProvingBehind, $"sealing: {slow}"));
        if (settlement is not null && time.GetUtcNow() - settlement.UpdatedAt > L1Silence)
            concerns.Add(new(Alarm.SettlerSilent, $"settlement: the settler has not seen L1 since {settlement.UpdatedAt:u}"));
        if (HeadIsAheadBy > ClockTolerance)
            concerns.Add(new(Alarm.ClockAhead, $"clock: the newest block's time is {HeadIsAheadBy.TotalSeconds:0} s ahead of the clock"));
        return new Readiness(obstacles, concerns);
    }

    /// <summary>By how much the newest block's time is ahead of this machine's clock; negative if it is behind.</summary>
    public TimeSpan HeadIsAheadBy => DateTimeOffset.FromUnixTimeSeconds((long)chain.Latest.Timestamp) - time.GetUtcNow();

    private async Task<DatabaseCondition> DatabaseConditionAsync(CancellationToken cancellationToken)
    {
        // Not only asked to stop: with a server that is frozen, waiting for the driver to stop takes several seconds more.
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<DatabaseCondition> asking = database.ReadConditionAsync(timeout.Token);
        Task first = await Task.WhenAny(asking, Task.Delay(DatabaseTimeout, time, cancellationToken));
        if (first == asking)
            return await asking;
        await timeout.CancelAsync();
        return DatabaseCondition.Silent;
    }
}

/// <summary>Why a node cannot do all of its work.</summary>
/// <param name="Kind">What the runbook calls it.</param>
/// <param name="Text">What exactly it is.</param>
internal sealed record Reason(Alarm Kind, string Text);

/// <summary>Whether a node can do its work.</summary>
/// <param name="Obstacles">Why it cannot; nothing if it can.</param>
/// <param name="Concerns">What an operator has to look at.</param>
internal sealed record Readiness(IReadOnlyList<Reason> Obstacles, IReadOnlyList<Reason> Concerns)
{
    /// <summary>0 not ready, 1 degraded, 2 ready.</summary>
    public int Level => Obstacles.Count > 0 ? 0 : Concerns.Count > 0 ? 1 : 2;

    /// <summary>The level in a word or two.</summary>
    public string Name => Level switch { 0 => "not ready", 1 => "degraded", _ => "ready" };

    /// <summary>The level's name and a line for every reason.</summary>
    public override string ToString() => string.Concat([$"{Name}\n", .. Obstacles.Concat(Concerns).Select(reason => $"{reason.Text}\n")]);

    /// <summary>The answer to whoever asks over HTTP.</summary>
    public IResult ToResult(bool withReasons) => Results.Text(withReasons ? ToString() : $"{Name}\n", statusCode: Level == 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
}
