using System.Globalization;
using Microsoft.Extensions.Logging;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Sending;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Batches;
using Rollup.Storage.L1;
using Rollup.Storage.Lease;
using Rollup.Storage;

namespace Rollup.Settlement;

/// <summary>
/// Posts sealed batches to L1, in order, and records where L1 stands. What is committed is always read from the contract, never concluded
/// from what was sent: so a kill at any instant, a reorg, or a commit by someone else need no handling of their own. Each step:
/// follow the transactions in flight; compare L1's last batch with ours (halting on a difference); record commits and forget those that a
/// reorg took; post what is missing, first batches and then final proofs.
/// </summary>
public sealed partial class BatchCommitter(
    Database database,
    L1Client l1,
    RollupContract rollup,
    TransactionSender sender,
    L1TransactionStore transactions,
    BatchReader batches,
    SettlementStore store,
    ProofSubmitter proofs,
    SettlementOptions options,
    TimeProvider time,
    ILogger<BatchCommitter> logger)
{
    private readonly L1StateTracker _tracker = new(l1, rollup, options.SafeDepth);
    private readonly RevertHistory _reverts = new(transactions, options.RetryAfterRevert, time);
    private Hash256 _recordedHead;
    private string? _delegation; // As of the recorded head: why the account cannot commit.
    private bool _isRightChain;

    /// <summary>
    /// Steps until cancelled whenever no other process does, by a lock on the database: two settlers would race for the account's nonces. Through outages of L1 and of the database, and while L1 holds batches that this node did not seal: perhaps only one
    /// of several backends does. The recorded status says so meanwhile.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await using SessionLock sole = await SessionLock.AcquireSettlerAsync(database, time, cancellation);
            LogSettles();
            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, sole.Lost);
            try
            {
                await StepWhileAsync(ended.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                LogLockLost();
            }
        }
    }

    private async Task StepWhileAsync(CancellationToken cancellation)
    {
        TimeSpan wait = options.PollInterval;
        while (true)
        {
            try
            {
                await StepAsync(cancellation);
                wait = options.PollInterval;
            }
            catch (SettlementHaltedException e)
            {
                LogHalted(e.Message);
                wait = options.MaxBackoff;
            }
            catch (Exception e) when (e is L1Exception || DatabaseFailure.Is(e))
            {
                wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, options.MaxBackoff.Ticks));
                LogStepFailed(e.Message, wait);
            }

            await Task.Delay(wait, time, cancellation);
        }
    }

    /// <summary>One step.</summary>
    /// <exception cref="SettlementHaltedException">L1 holds batches that this node did not seal.</exception>
    public async Task StepAsync(CancellationToken cancellation)
    {
        await RequireRightChainAsync(cancellation);
        await sender.TrackAsync(cancellation);
        L1State state = await _tracker.ReadAsync(cancellation);
        await RequireOwnBatchesAsync(state, cancellation);
        if (state.Head.Hash != _recordedHead)
        {
            await RecordCommitsAsync(state, cancellation);
            _delegation = await FindDelegationAsync(state, cancellation);
        }

        _recordedHead = state.Head.Hash;
        string? problem = _delegation ?? await PostAsync(state.CommittedBatch + 1, cancellation);
        problem ??= await proofs.StepAsync(state, cancellation);
        await WriteStatusAsync(state, problem ?? sender.Problem, cancellation);
    }

    // The contract reads the data in the transaction's own calldata, so that it takes a commit only from an account without code. A key that has signed a delegation cannot
    // commit until it has ended it: paying for transactions that revert would not help.
    private async Task<string?> FindDelegationAsync(L1State state, CancellationToken cancellation)
    {
        byte[] code = await l1.GetCodeAsync(sender.Sender, L1BlockTag.Exactly(state.Head.Hash), cancellation);
        if (code.Length == 0)
            return null;
        if (_delegation is null)
            LogDelegates(sender.Sender.ToHex(), code.ToHex());
        return $"the sequencer's account {sender.Sender.ToHex()} has code on L1 ({code.AsSpan(0, Math.Min(code.Length, 23)).ToArray().ToHex()}): its key has delegated (EIP-7702), and L1 takes no batches from it until it delegates to the zero address";
    }

    // Before anything is signed for it.
    private async Task RequireRightChainAsync(CancellationToken cancellation)
    {
        if (_isRightChain || options.L1ChainId is not { } expected)
            return;
        ulong chainId = await l1.ChainIdAsync(cancellation);
        if (chainId != expected)
            throw new SettlementHaltedException($"L1:Url leads to chain {chainId}, but the deployment is on chain {expected}");
        _isRightChain = true;
    }

    private Task WriteStatusAsync(L1State state, string? problem, CancellationToken cancellation) => store.WriteStatusAsync(
        state.Head.Number, state.CommittedBatch, state.SafeBatch, state.ProvenBatch, state.FinalizedBatch, problem, time.GetUtcNow(), cancellation);

    // A batch's hash covers its parent's: the same last batch means the same chain, configuration and genesis included.
    private async Task RequireOwnBatchesAsync(L1State state, CancellationToken cancellation)
    {
        BatchRow? own = await batches.GetAsync(state.CommittedBatch, cancellation);
        if (own?.Hash == state.CommittedHash)
            return;
        string problem = own is null
            ? $"L1 has committed batch {state.CommittedBatch}, which this node has not sealed"
            : $"batch {own.Number} is {own.Hash.ToHex()} here and {state.CommittedHash.ToHex()} on L1";
        await WriteStatusAsync(state, problem, cancellation);
        throw new SettlementHaltedException(problem);
    }

    private async Task RecordCommitsAsync(L1State state, CancellationToken cancellation)
    {
        await ForgetLostCommitsAsync(state, cancellation);
        CommitLocation? last = await store.ReadLastCommitAsync(cancellation);
        ulong next = last is null ? 1 : last.Batch + 1;
        if (next > state.CommittedBatch)
            return;

        var found = new SortedDictionary<ulong, CommitLocation>();
        foreach (BatchCommitted commit in await rollup.CommitsAsync(last?.BlockNumber ?? 0, state.Head.Number, cancellation))
        {
            // A number that was reverted and committed again has several events, of which the log may lack the last: ours is the one that counts.
            if (commit.Number >= next && commit.Number <= state.CommittedBatch && commit.BatchHash == (await batches.GetAsync(commit.Number, cancellation))?.Hash)
                found[commit.Number] = new CommitLocation(commit.Number, commit.Log.TransactionHash, commit.Log.BlockNumber, commit.Log.BlockHash);
        }

        if ((ulong)found.Count != state.CommittedBatch - next + 1)
            throw new L1MalformedException($"L1 says that batch {state.CommittedBatch} is committed but does not return every commit from {next} on.");
        await store.AddCommitsAsync([.. found.Values], cancellation);
        LogCommitted(next, state.CommittedBatch);
    }

    private async Task ForgetLostCommitsAsync(L1State state, CancellationToken cancellation)
    {
        ulong? lost = null;
        foreach (CommitLocation commit in await store.ReadCommitsAfterBlockAsync(state.FinalBlock, cancellation))
        {
            if (commit.Batch <= state.CommittedBatch && (await l1.GetBlockAsync(L1BlockTag.At(commit.BlockNumber), cancellation))?.Hash == commit.BlockHash)
                continue;
            lost = commit.Batch;
            break;
        }

        if (lost is null && await store.ReadLastCommitAsync(cancellation) is { } last && last.Batch > state.CommittedBatch)
            lost = state.CommittedBatch + 1;
        if (lost is not { } first)
            return;
        LogLost(first);
        await store.RemoveCommitsFromAsync(first, cancellation);
    }

    // Returns what keeps the next batch from being posted; null when nothing does.
    private async Task<string?> PostAsync(ulong next, CancellationToken cancellation)
    {
        for (ulong number = next; number < next + options.MaxInFlight; number++)
        {
            if (await batches.GetAsync(number, cancellation) is not { } batch || await batches.GetDataAsync(number, cancellation) is not { } data)
                return null;
            string purpose = string.Create(CultureInfo.InvariantCulture, $"commit:{number}");
            byte[] calldata = RollupContract.CommitCalldata(batch.Header.Span, data.Span);
            if (await _reverts.FindRecentAsync(purpose, calldata, cancellation) is { } reason)
                return $"the commit of batch {number} reverted: {reason}";
            try
            {
                await sender.SendAsync(purpose, rollup.Address, calldata, cancellation);
            }
            catch (L1RpcException e)
            {
                // A later batch may only be refused because the node does not simulate on the pending ones.
                return number == next ? Explain(number, e) : null;
            }
        }

        return null;
    }

    private string? Explain(ulong number, L1RpcException e)
    {
        // L1's clock is that of its newest block, up to a slot behind.
        if (RollupErrors.Is<TimestampInFutureError>(e.RevertData))
            return null;
        string reason = e.RevertData is { } data ? RollupErrors.Describe(data) : e.Message;
        LogRefused(number, reason);
        return $"L1 refuses batch {number}: {reason}";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Batches {First} to {Last} are committed on L1")]
    private partial void LogCommitted(ulong first, ulong last);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The commits of batch {First} and later ones are gone from L1, or in other blocks")]
    private partial void LogLost(ulong first);

    [LoggerMessage(Level = LogLevel.Error, Message = "L1 refuses batch {Number}: {Reason}")]
    private partial void LogRefused(ulong number, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The sequencer's account {Account} has code on L1, {Code}: L1 takes no batches from it")]
    private partial void LogDelegates(string account, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "This process settles")]
    private partial void LogSettles();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another process may settle: the connection that held the lock broke")]
    private partial void LogLockLost();

    [LoggerMessage(Level = LogLevel.Critical, Message = "Settlement stops: {Problem}")]
    private partial void LogHalted(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Settlement waits: {Reason} Next attempt in {Wait}")]
    private partial void LogStepFailed(string reason, TimeSpan wait);
}

/// <summary>How the settler behaves.</summary>
public sealed record SettlementOptions
{
    /// <summary>The chain that the contracts are on; null for whichever answers.</summary>
    public ulong? L1ChainId { get; init; }

    /// <summary>How often it looks at L1 and at the ledger.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two looks while L1 or the database is away.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A batch is safe when the block of its commit and those on top of it are this many.</summary>
    public ulong SafeDepth { get; init; } = 1;

    /// <summary>How many commits may wait for L1 at once.</summary>
    public ulong MaxInFlight { get; init; } = 4;

    /// <summary>A commit that used its gas for nothing is not repeated sooner.</summary>
    public TimeSpan RetryAfterRevert { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>L1 holds batches that this node did not seal. Going on would build on a chain that L1 does not have; an operator must look.</summary>
public sealed class SettlementHaltedException(string message) : Exception(message);
