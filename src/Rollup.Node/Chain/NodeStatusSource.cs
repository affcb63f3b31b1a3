using Rollup.Rpc.Status;
using Rollup.Sequencer;
using Rollup.Sequencer.Pool;
using Rollup.Storage.L1;

namespace Rollup.Node.Chain;

/// <summary>Gathers what the parts of this process know.</summary>
internal sealed class NodeStatusSource(NodeChain chain, SequencerService? sequencer, L1ItemStore items, TimeProvider time) : INodeStatusSource
{
    private static readonly TimeSpan L1Silence = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async ValueTask<NodeStatus> GetAsync(CancellationToken cancellationToken)
    {
        SettlementStatus? settlement = chain.Settlement;
        MempoolStatus? pool = sequencer?.Pool?.GetStatus();
        ulong queued = (await items.ReadFinalPositionAsync(cancellationToken)).Index;
        return new NodeStatus
        {
            Role = Role,
            HaltedReason = HaltedReason,
            SettlementProblem = settlement?.Problem,
            SealingProblem = sequencer?.SealingProblem,
            PendingTransactions = pool?.Pending,
            QueuedTransactions = pool?.Queued,
            L1Connected = settlement is null ? null : time.GetUtcNow() - settlement.UpdatedAt < L1Silence,
            L1Block = settlement?.L1Block,
            QueueLag = queued - Math.Min(queued, chain.Latest.QueuePosition),
        };
    }

    /// <summary>Why block production stopped, for good or until L1 has the same chain again; null while all is well.</summary>
    public string? HaltedReason => sequencer?.Status is { Phase: SequencerPhase.Halted or SequencerPhase.Barred } status ? status.Detail : null;

    private string Role => sequencer?.Status.Phase switch
    {
        null => "follower",
        SequencerPhase.Leading => "sequencer",
        SequencerPhase.Halted or SequencerPhase.Barred => "halted",
        _ => "standby",
    };
}
