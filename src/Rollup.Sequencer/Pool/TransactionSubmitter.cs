using System.Runtime.InteropServices;
using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.State;
using Rollup.Storage.Transactions;
using Rollup.Storage;

namespace Rollup.Sequencer.Pool;

/// <summary>
/// The way of a transaction into the pool: decode, check, recover the sender, admit, store. A hash is returned when the transaction is durable.
/// What is on the way is bounded; beyond it submissions are refused at once.
/// </summary>
public sealed class TransactionSubmitter
{
    private static readonly Rejection Restarting = new(RejectionReason.Unavailable, "the sequencer is restarting: try again later");

    private readonly Mempool _pool;
    private readonly TransactionIntake _intake;
    private readonly SenderRecovery _recovery;
    private readonly ChainState _state;
    private readonly ChainConfig _config;
    private readonly EvmBlock _cheapestBlock;
    private readonly MempoolOptions _options;
    private readonly TimeProvider _time;

    /// <param name="pool">The pool.</param>
    /// <param name="intake">Stores what the pool accepts.</param>
    /// <param name="recovery">Recovers senders on all cores.</param>
    /// <param name="state">The latest state.</param>
    /// <param name="config">The chain.</param>
    /// <param name="options">The pool's limits.</param>
    /// <param name="time">Clock.</param>
    public TransactionSubmitter(
        Mempool pool, TransactionIntake intake, SenderRecovery recovery, ChainState state, in ChainConfig config, MempoolOptions options, TimeProvider time)
    {
        _pool = pool;
        _intake = intake;
        _recovery = recovery;
        _state = state;
        _config = config;
        _cheapestBlock = new BlockContext { Config = config, BaseFee = config.MinimumBaseFee }.ToEvmBlock();
        _options = options;
        _time = time;
    }

    /// <summary>Raised after transactions have been accepted and are durable. Handlers must be quick.</summary>
    public event EventHandler<TransactionsAcceptedEventArgs>? Accepted;

    /// <summary>Submits transactions together: their senders are recovered in one go, and one database commit stores them.</summary>
    /// <returns>One result per transaction, in order.</returns>
    public async Task<SubmissionResult[]> SubmitManyAsync(IReadOnlyList<ReadOnlyMemory<byte>> raw, CancellationToken cancellation)
    {
        var results = new SubmissionResult[raw.Count];
        await SubmitAsync(raw, results, cancellation);
        SequencerMetrics.CountSubmissions(results);
        return results;
    }

    private async Task SubmitAsync(IReadOnlyList<ReadOnlyMemory<byte>> raw, SubmissionResult[] results, CancellationToken cancellation)
    {
        if (_intake.Failed.IsCancellationRequested)
        {
            Refuse(results, Restarting);
            return;
        }

        int room = raw.Sum(encoded => 1 + (encoded.Length / 1024));
        if (!_intake.TryReserve(room))
        {
            Refuse(results, new Rejection(RejectionReason.Busy, "too many transactions are being submitted: try again later"));
            return;
        }

        try
        {
            await SubmitReservedAsync(raw, results, cancellation);
        }
        catch (Exception exception) when (DatabaseFailure.Is(exception))
        {
            // An account could not be read, before anything was accepted.
            Refuse(results, Restarting);
        }
        finally
        {
            _intake.Release(room);
        }
    }

    private static void Refuse(SubmissionResult[] results, Rejection rejection) => Array.Fill(results, SubmissionResult.Refused(rejection));

    private async Task SubmitReservedAsync(IReadOnlyList<ReadOnlyMemory<byte>> raw, SubmissionResult[] results, CancellationToken cancellation)
    {
        var signatures = new List<RecoverableSignature>(raw.Count);
        var positions = new List<int>(raw.Count);
        for (int i = 0; i < raw.Count; i++)
        {
            if (Check(raw[i].Span, out RecoverableSignature signature) is { } rejection)
            {
                results[i] = SubmissionResult.Refused(rejection);
                continue;
            }

            signatures.Add(signature);
            positions.Add(i);
        }

        Address?[] senders = await _recovery.RecoverAsync(signatures.ToArray(), cancellation);
        var candidates = new List<(int Position, PooledTransaction Transaction)>(positions.Count);
        for (int i = 0; i < positions.Count; i++)
        {
            if (senders[i] is { } sender) candidates.Add((positions[i], ToPooled(raw[positions[i]], sender)));
            else results[positions[i]] = SubmissionResult.Refused(Rejections.Of(TransactionError.SenderNotRecovered, default, _config.L2ChainId));
        }

        // In one query, and here: the pool must not wait for the database while it is locked.
        _state.Prefetch([.. candidates.SelectMany(candidate => (Address[])[candidate.Transaction.Sender, candidate.Transaction.To]).Distinct().Select(address => StateKey.Account(in address))]);
        var admissible = new List<PooledTransaction>(candidates.Count);
        positions.Clear();
        foreach ((int position, PooledTransaction candidate) in candidates)
        {
            if (CheckSender(candidate) is { } rejection)
            {
                results[position] = SubmissionResult.Refused(rejection);
                continue;
            }

            admissible.Add(candidate);
            positions.Add(position);
        }

        await AdmitAsync(admissible, positions, results);
    }

    private async Task AdmitAsync(List<PooledTransaction> candidates, List<int> positions, SubmissionResult[] results)
    {
        var change = new PoolChange();
        var rejections = new Rejection?[candidates.Count];
        _pool.Add(CollectionsMarshal.AsSpan(candidates), rejections, change);
        Rejection? unstored = null;
        if (!change.IsEmpty)
        {
            try
            {
                // Not cancellable: the pool holds them, so they must become durable or the pool be given up.
                await _intake.AppendAsync([.. change.Accepted.Select(ToRow)], [.. change.Removed.Select(removal => removal.Row)], CancellationToken.None);
                _pool.Confirm(change);
                if (change.Accepted.Count > 0) Accepted?.Invoke(this, new TransactionsAcceptedEventArgs(change.Accepted));
            }
            catch (IntakeFailedException error)
            {
                unstored = new Rejection(RejectionReason.Unavailable, error.Message);
            }
        }

        for (int i = 0; i < candidates.Count; i++)
        {
            results[positions[i]] = (rejections[i] ?? unstored) is { } rejection ? SubmissionResult.Refused(rejection) : SubmissionResult.Accepted(candidates[i].Hash, candidates[i].Sender);
        }
    }

    private static TransactionRow ToRow(PooledTransaction transaction) =>
        new(transaction.Id, transaction.Hash, transaction.Sender, transaction.Raw, transaction.ReceivedAt);

    /// <summary>Everything that needs neither the sender nor the state.</summary>
    private Rejection? Check(ReadOnlySpan<byte> raw, out RecoverableSignature signature)
    {
        signature = default;
        if (raw.Length > _options.MaxTransactionBytes)
            return new Rejection(RejectionReason.TooLarge, $"oversized data: transaction size {raw.Length}, limit {_options.MaxTransactionBytes}");
        TransactionError error = TransactionDecoder.Decode(raw, out SignedTransaction signed);
        if (error != TransactionError.None) return Rejections.Of(error, default, _config.L2ChainId);
        Transaction transaction = signed.Transaction;
        InvalidReason reason = EvmValidity.CheckBlock<RollupOsaka>(in _cheapestBlock, in transaction, out error);
        if (reason != InvalidReason.None) return Rejections.Of(reason, error, in transaction, in _config);

        var host = new NativeHost(null);
        signature = new RecoverableSignature(signed.SigningHash(ref host), signed.R, signed.S, signed.YParity);
        return null;
    }

    private PooledTransaction ToPooled(ReadOnlyMemory<byte> raw, Address sender)
    {
        _ = TransactionDecoder.Decode(raw.Span, out SignedTransaction signed);
        Transaction transaction = signed.Transaction;
        var host = new NativeHost(null);
        return new PooledTransaction(raw, signed.Hash(ref host), sender, in transaction, _time.GetUtcNow());
    }

    private Rejection? CheckSender(PooledTransaction transaction)
    {
        AccountState sender = _state.GetAccount(transaction.Sender);
        bool isEligible = !sender.HasCode || (sender.CodeSize == Delegation.Size && Delegation.TryRead(_state.ReadCode(sender.CodeHash).Bytes.Span, out _));
        return isEligible ? null : new Rejection(RejectionReason.SenderHasCode, "sender not an eoa");
    }
}

/// <summary>What became of a submission: a hash, which means that the transaction is durable, or a rejection.</summary>
/// <param name="Hash">The transaction's hash; null if it was rejected.</param>
/// <param name="Sender">Who signed it; the zero address if it was rejected.</param>
/// <param name="Rejection">Why not; null if it was accepted.</param>
public readonly record struct SubmissionResult(Hash256? Hash, Address Sender, Rejection? Rejection)
{
    /// <summary>Accepted and durable.</summary>
    public static SubmissionResult Accepted(Hash256 hash, Address sender) => new(hash, sender, null);

    /// <summary>Refused.</summary>
    public static SubmissionResult Refused(Rejection rejection) => new(null, default, rejection);
}
