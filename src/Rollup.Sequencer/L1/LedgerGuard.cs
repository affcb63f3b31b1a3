using Microsoft.Extensions.Logging;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;

namespace Rollup.Sequencer.L1;

/// <summary>
/// Keeps a sequencer from building on a ledger that is not the chain that L1 has: an empty database or an older copy in place of the real one, a
/// batch that somebody else committed, another L1. What it built there could never be committed, and everybody who was told otherwise would have been deceived.
/// </summary>
public sealed partial class LedgerGuard(
    L1Client l1, RollupContract rollup, ulong l1ChainId, BatchReader batches, BlockReader blocks, LedgerGuardOptions options, TimeProvider time, ILogger<LedgerGuard> logger)
{
    private readonly long _created = time.GetTimestamp();
    private volatile bool _isConfirmed; // Whether L1 has been asked, by this process.
    private volatile bool _isRightChain;
    private volatile string? _problem;

    /// <summary>Compares the ledger with what the contract holds at <paramref name="head"/>.</summary>
    public async Task CheckAsync(L1Block head, CancellationToken cancellation)
    {
        string? problem = await FindProblemAsync(head, cancellation);
        if (problem is not null && _problem is null)
            LogProblem(problem);
        _problem = problem;
        _isConfirmed = true;
    }

    /// <summary>What forbids to lead now; null if nothing does.</summary>
    public async ValueTask<string?> FindObstacleAsync(CancellationToken cancellation)
    {
        if (_isConfirmed)
            return _problem;
        if (time.GetElapsedTime(_created) < options.Patience)
            return "L1 has not been asked yet whether this database is the chain that it has";

        // L1 must not be able to stop the chain by silence: a ledger to which blocks were added a moment ago is no older copy.
        BlockRow? newest = await blocks.GetHeadAsync(cancellation);
        TimeSpan age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds((long)(newest?.Timestamp ?? 0));
        if (age > options.MaxUnconfirmedAge)
            return $"L1 does not say whether this database is the chain that it has, and the newest block is {age:d\\.hh\\:mm\\:ss} old: it may be an older copy";
        LogUnconfirmed(age);
        _isConfirmed = true;
        return null;
    }

    private async Task<string?> FindProblemAsync(L1Block head, CancellationToken cancellation)
    {
        if (!_isRightChain)
        {
            ulong chainId = await l1.ChainIdAsync(cancellation);
            if (chainId != l1ChainId)
                return $"L1:Url leads to chain {chainId}, but the deployment is on chain {l1ChainId}";
            _isRightChain = true;
        }

        ulong committed = await rollup.LastCommittedBatchAsync(L1BlockTag.Exactly(head.Hash), cancellation);
        Hash256 onL1 = await rollup.BatchHashAsync(committed, L1BlockTag.Exactly(head.Hash), cancellation);
        BatchRow? own = await batches.GetAsync(committed, cancellation);
        if (own?.Hash == onL1)
            return null;
        const string WayBack = "see \"halted\" in ops/README.md";
        return own is null
            ? $"L1 has batch {committed}, which this database does not hold (its last one is {(await batches.GetLatestAsync(cancellation))?.Number ?? 0}): {WayBack}"
            : $"batch {committed} is {own.Hash.ToHex()} in this database and {onL1.ToHex()} on L1: {WayBack}";
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "This node must not lead: {Problem}")]
    private partial void LogProblem(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "L1 does not answer. The newest block is only {Age} old, so this node may lead on it")]
    private partial void LogUnconfirmed(TimeSpan age);
}

/// <summary>When a sequencer may lead although L1 has not confirmed the ledger since the process started.</summary>
public sealed record LedgerGuardOptions
{
    /// <summary>How long L1 is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The age of the newest block up to which the ledger is believed after that.</summary>
    public TimeSpan MaxUnconfirmedAge { get; init; } = TimeSpan.FromMinutes(10);
}
