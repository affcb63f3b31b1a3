using Rollup.Sequencer;
using Rollup.Storage;

namespace Rollup.Node.Operations;

/// <summary>
/// Whether the node can do its work now: the database answers, the sequencer of this process leads or waits for the lease, and nothing
/// has stopped for good. The state is loaded before the server listens.
/// </summary>
internal sealed class ReadinessCheck(Database database, SequencerService? sequencer, PartRegister parts, TimeProvider time)
{
    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>What stands in the way; nothing if the node is ready.</summary>
    public async Task<IReadOnlyList<string>> FindObstaclesAsync(CancellationToken cancellationToken)
    {
        List<string> obstacles = [];
        if (!await AnswersAsync(cancellationToken))
            obstacles.Add("the database does not answer");
        if (sequencer?.Status is { Phase: SequencerPhase.Starting })
            obstacles.Add("the sequencer is loading the chain");
        if (sequencer?.Status is { Phase: SequencerPhase.Halted, Detail: var detail })
            obstacles.Add($"halted: {detail}");
        obstacles.AddRange(parts.Failing);
        return obstacles;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(DatabaseTimeout, time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await database.AnswersAsync(linked.Token);
    }
}
