namespace Rollup.Rpc.Status;

/// <summary>What a node says about itself beside the ends of the chain; null means that this process does not know.</summary>
public sealed record NodeStatus
{
    /// <summary>What the process does now: sequencer, standby (waits for the lease), or follower.</summary>
    public required string Role { get; init; }

    /// <summary>Why block production stopped for good; null while all is well.</summary>
    public string? HaltedReason { get; init; }

    /// <summary>Why batches do not get to L1 at the moment; null when nothing keeps them.</summary>
    public string? SettlementProblem { get; init; }

    /// <summary>Why batches are sealed more slowly than usual; null when they are not.</summary>
    public string? SealingProblem { get; init; }

    /// <summary>Transactions that can be executed next.</summary>
    public int? PendingTransactions { get; init; }

    /// <summary>Transactions that wait for an earlier nonce.</summary>
    public int? QueuedTransactions { get; init; }

    /// <summary>Whether the last question to L1 was answered.</summary>
    public bool? L1Connected { get; init; }

    /// <summary>The newest L1 block seen.</summary>
    public ulong? L1Block { get; init; }

    /// <summary>L1 queue items seen on L1 and not yet in a block.</summary>
    public ulong? QueueLag { get; init; }
}

/// <summary>Knows what the processes of this node are doing.</summary>
public interface INodeStatusSource
{
    /// <summary>The current status.</summary>
    ValueTask<NodeStatus> GetAsync(CancellationToken cancellationToken);
}
