using Microsoft.Extensions.Logging;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Primitives;
using Rollup.Storage.L1;

namespace Rollup.Ethereum.Sending;

/// <summary>
/// Gets the operator's transactions onto L1. Everything is recorded before it is broadcast, so that a process killed at any instant
/// finds what it may have sent. <see cref="SendAsync"/> starts a transaction; <see cref="TrackAsync"/>, called now and then, follows all live
/// ones: it rebroadcasts what the node has forgotten, bumps fees of what is stuck, and notices reverts, reorgs and foreign use of a nonce.
/// Not thread-safe: one caller at a time.
/// </summary>
public sealed partial class TransactionSender(
    L1Client l1,
    ITransactionSigner signer,
    L1TransactionStore store,
    SenderOptions options,
    Func<ReadOnlySpan<byte>, string> describeRevert,
    TimeProvider time,
    ILogger<TransactionSender> logger)
{
    private readonly FeeEstimator _fees = new(l1, options.Fees);
    private ulong? _chainId;
    private Hash256 _trackedHead;
    private string? _refusal; // What L1 said to the last broadcast, if it was not taken.
    private string? _tooDear;

    /// <summary>The account that sends.</summary>
    public Address Sender => signer.Address;

    /// <summary>Why what was sent does not get onto L1: it is not taken, or costs more than may be paid. Null while nothing is in its way.</summary>
    public string? Problem => _tooDear ?? _refusal;

    /// <summary>
    /// Records and broadcasts a call whose effect the caller does not find on L1. While a transaction for <paramref name="purpose"/> waits,
    /// nothing more is sent, unless the call has changed: then the new call replaces it under its nonce. A call that would revert is an
    /// <see cref="L1RpcException"/>. When the broadcast fails after recording, <see cref="TrackAsync"/> repeats it.
    /// </summary>
    public async Task SendAsync(string purpose, Address to, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        List<L1TransactionRecord> live = [.. await store.ReadLiveAsync(Sender, cancellation)];
        L1TransactionRecord? record = live.Find(record => record.Purpose == purpose);
        if (record is { Status: L1TransactionStatus.Mined })
        {
            if (!await RetireAsync(record, cancellation))
                return;
            live.Remove(record);
            record = null;
        }

        if (record is not null && data.Span.SequenceEqual(record.Calldata))
            return;

        // A replacement must succeed without the transaction that it replaces, a new one after all that are pending.
        L1BlockTag basis = record is null ? L1BlockTag.Pending : L1BlockTag.Latest;
        ulong estimate = await l1.EstimateGasAsync(new L1Call(to, data, Sender), basis, cancellation);
        ulong gasLimit = estimate + (estimate * options.GasMarginPercent / 100);
        if (record is not null)
        {
            await BumpAsync(record with { Recipient = to, Calldata = data.ToArray(), GasLimit = gasLimit }, record.Attempts[^1], cancellation);
            return;
        }

        var transaction = new Eip1559Transaction(
            await ChainIdAsync(cancellation),
            await NextNonceAsync(live, cancellation),
            await _fees.EstimateAsync(cancellation),
            gasLimit,
            to,
            data);
        L1TransactionAttempt attempt = await SignAsync(transaction, cancellation);
        await store.InsertAsync(purpose, Sender, transaction.Content, attempt, cancellation);
        LogSending(purpose, transaction.Nonce, attempt.Signed.Hash.ToHex(), transaction.Fees.MaxFeePerGas);
        await BroadcastAsync(purpose, attempt, cancellation);
    }

    /// <summary>Follows every live transaction one step.</summary>
    public async Task TrackAsync(CancellationToken cancellation)
    {
        IReadOnlyList<L1TransactionRecord> live = await store.ReadLiveAsync(Sender, cancellation);
        if (!live.Any(record => record.Status == L1TransactionStatus.Pending))
            (_refusal, _tooDear) = (null, null);
        if (live.Count == 0)
            return;

        // The count comes before the receipts: a nonce that is used up by then without a receipt went to someone else.
        ulong used = await l1.GetTransactionCountAsync(Sender, L1BlockTag.Latest, cancellation);
        ulong pending = Math.Max(used, await l1.GetTransactionCountAsync(Sender, L1BlockTag.Pending, cancellation));
        L1Block head = await l1.GetBlockAsync(L1BlockTag.Latest, cancellation) ?? throw new L1MalformedException("The chain has no latest block.");
        ulong reachable = pending;
        foreach (L1TransactionRecord record in live)
        {
            if (record.Status == L1TransactionStatus.Mined && head.Hash == _trackedHead)
                continue;
            if (await FindReceiptAsync(record, cancellation) is { } receipt)
                await SettleAsync(record, receipt, head, cancellation);
            else if (record.Nonce < used)
                await DisplaceAsync(record, "its nonce was used by another transaction", cancellation);
            else if (record.Nonce > reachable)
                await DisplaceAsync(record, "no transaction fills the nonces before its own", cancellation);
            else
                await PushAsync(record, head, isNext: record.Nonce == used, cancellation);
            reachable = Math.Max(reachable, record.Nonce + 1);
        }

        _trackedHead = head.Hash;
    }

    private async Task SettleAsync(L1TransactionRecord record, L1Receipt receipt, L1Block head, CancellationToken cancellation)
    {
        if (!receipt.Succeeded && receipt.TransactionHash != record.Attempts[^1].Signed.Hash)
        {
            await DisplaceAsync(record, "an earlier form of it used its nonce and reverted", cancellation);
            return;
        }

        if (!receipt.Succeeded)
        {
            string reason = await ExplainAsync(record, receipt, cancellation);
            LogReverted(record.Purpose, receipt.TransactionHash.ToHex(), reason);
            await store.SetStatusAsync(record.Id, L1TransactionStatus.Reverted, receipt.BlockNumber, receipt.BlockHash, reason, cancellation);
            return;
        }

        bool deep = receipt.BlockNumber + options.ConfirmationDepth <= head.Number + 1;
        L1TransactionStatus status = deep ? L1TransactionStatus.Confirmed : L1TransactionStatus.Mined;
        if (status == record.Status && receipt.BlockHash == record.BlockHash)
            return;
        LogMined(record.Purpose, receipt.TransactionHash.ToHex(), receipt.BlockNumber, status);
        await store.SetStatusAsync(record.Id, status, receipt.BlockNumber, receipt.BlockHash, null, cancellation);
    }

    private async Task DisplaceAsync(L1TransactionRecord record, string reason, CancellationToken cancellation)
    {
        LogDisplaced(record.Purpose, record.Nonce, reason);
        await store.SetStatusAsync(record.Id, L1TransactionStatus.Displaced, null, null, reason, cancellation);
    }

    private async Task PushAsync(L1TransactionRecord record, L1Block head, bool isNext, CancellationToken cancellation)
    {
        if (record.Status == L1TransactionStatus.Mined)
        {
            LogReorganised(record.Purpose, record.BlockNumber ?? 0);
            await store.SetStatusAsync(record.Id, L1TransactionStatus.Pending, null, null, null, cancellation);
            record = await store.ReadAsync(record.Id, cancellation);
        }

        L1TransactionAttempt newest = record.Attempts[^1];
        if (isNext)
        {
            _tooDear = newest.Fees.MaxFeePerGas < head.BaseFee && options.Fees.MaxFeeCap < head.BaseFee
                ? $"L1's base fee of {head.BaseFee} wei per gas is above the {options.Fees.MaxFeeCap} that may be paid"
                : null;
        }

        // What no pool holds is not outbid by anybody: more fees would not help it (without funds, say), but would be paid once it is mined.
        if (await l1.GetTransactionAsync(newest.Signed.Hash, cancellation) is null)
            await BroadcastAsync(record.Purpose, newest, cancellation);
        else if (isNext && time.GetUtcNow() - newest.CreatedAt >= options.Fees.BumpAfter)
            await BumpAsync(record, newest, cancellation);
    }

    private async Task BumpAsync(L1TransactionRecord record, L1TransactionAttempt newest, CancellationToken cancellation)
    {
        if (options.Fees.Bump(newest.Fees, await _fees.EstimateAsync(cancellation)) is not { } fees)
        {
            LogFeeCapReached(record.Purpose, newest.Fees.MaxFeePerGas, options.Fees.MaxFeeCap);
            return;
        }

        var transaction = new Eip1559Transaction(
            await ChainIdAsync(cancellation), record.Nonce, fees, record.GasLimit, record.Recipient, record.Calldata);
        L1TransactionAttempt attempt = await SignAsync(transaction, cancellation);
        await store.AddAttemptAsync(record.Id, transaction.Content, attempt, cancellation);
        LogBumped(record.Purpose, newest.Fees.MaxFeePerGas, fees.MaxFeePerGas, attempt.Signed.Hash.ToHex());
        await BroadcastAsync(record.Purpose, attempt, cancellation);
    }

    // A mined transaction that is still on the chain but whose effect is not: another one undid it. Its purpose is open again.
    private async Task<bool> RetireAsync(L1TransactionRecord record, CancellationToken cancellation)
    {
        if (await FindReceiptAsync(record, cancellation) is not { Succeeded: true } receipt || receipt.BlockHash != record.BlockHash)
            return false;
        LogUndone(record.Purpose, record.BlockNumber ?? 0);
        await store.SetStatusAsync(record.Id, L1TransactionStatus.Confirmed, receipt.BlockNumber, receipt.BlockHash, "undone", cancellation);
        return true;
    }

    // The next nonce after everything that the chain, the node's pool and the database know of.
    private async Task<ulong> NextNonceAsync(IReadOnlyList<L1TransactionRecord> live, CancellationToken cancellation)
    {
        ulong used = await l1.GetTransactionCountAsync(Sender, L1BlockTag.Latest, cancellation);
        ulong pending = await l1.GetTransactionCountAsync(Sender, L1BlockTag.Pending, cancellation);
        ulong recorded = live.Count == 0 ? 0 : live[^1].Nonce + 1;
        return Math.Max(Math.Max(used, pending), recorded);
    }

    private async Task<L1Receipt?> FindReceiptAsync(L1TransactionRecord record, CancellationToken cancellation)
    {
        foreach (L1TransactionAttempt attempt in record.Attempts.Reverse())
        {
            if (await l1.GetReceiptAsync(attempt.Signed.Hash, cancellation) is { } receipt)
                return receipt;
        }

        return null;
    }

    // Receipts carry no reason: the call is simulated again where it failed.
    private async Task<string> ExplainAsync(L1TransactionRecord record, L1Receipt receipt, CancellationToken cancellation)
    {
        try
        {
            await l1.CallAsync(new L1Call(record.Recipient, record.Calldata, Sender), L1BlockTag.At(receipt.BlockNumber), cancellation);
            return receipt.GasUsed >= record.GasLimit ? "out of gas" : "unknown: the same call succeeds now";
        }
        catch (L1RpcException e)
        {
            return e.RevertData is { } data ? describeRevert(data) : e.Reason;
        }
    }

    private async Task<L1TransactionAttempt> SignAsync(Eip1559Transaction transaction, CancellationToken cancellation) =>
        new(await signer.SignAsync(transaction, cancellation), transaction.Fees, time.GetUtcNow());

    // Whatever the node answers, the chain decides: the next TrackAsync looks there.
    private async Task BroadcastAsync(string purpose, L1TransactionAttempt attempt, CancellationToken cancellation)
    {
        try
        {
            await l1.SendRawTransactionAsync(attempt.Signed.Raw, cancellation);
            _refusal = null;
        }
        catch (L1Exception e)
        {
            if (e is L1RpcException refusal)
                _refusal = $"L1 does not take transaction {purpose}: {refusal.Reason}";
            LogBroadcastFailed(purpose, attempt.Signed.Hash.ToHex(), e.Message);
        }
    }

    private async Task<ulong> ChainIdAsync(CancellationToken cancellation) => _chainId ??= await l1.ChainIdAsync(cancellation);

    [LoggerMessage(Level = LogLevel.Information, Message = "L1 transaction {Purpose} with nonce {Nonce}: {Hash}, at most {MaxFee} wei per gas")]
    private partial void LogSending(string purpose, ulong nonce, string hash, ulong maxFee);

    [LoggerMessage(Level = LogLevel.Information, Message = "L1 transaction {Purpose} ({Hash}) is in block {Block}: {Status}")]
    private partial void LogMined(string purpose, string hash, ulong block, L1TransactionStatus status);

    [LoggerMessage(Level = LogLevel.Error, Message = "L1 transaction {Purpose} ({Hash}) reverted: {Reason}")]
    private partial void LogReverted(string purpose, string hash, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "L1 transaction {Purpose} with nonce {Nonce} is lost: {Reason}")]
    private partial void LogDisplaced(string purpose, ulong nonce, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "L1 transaction {Purpose} was in block {Block}, which L1 has reorganised away")]
    private partial void LogReorganised(string purpose, ulong block);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The effect of L1 transaction {Purpose} in block {Block} was undone by another one")]
    private partial void LogUndone(string purpose, ulong block);

    [LoggerMessage(Level = LogLevel.Warning, Message = "L1 transaction {Purpose} is stuck: {OldFee} wei per gas become {NewFee} ({Hash})")]
    private partial void LogBumped(string purpose, ulong oldFee, ulong newFee, string hash);

    [LoggerMessage(Level = LogLevel.Error, Message = "L1 transaction {Purpose} is stuck at {Fee} wei per gas, and the cap of {Cap} forbids a bump")]
    private partial void LogFeeCapReached(string purpose, ulong fee, ulong cap);

    [LoggerMessage(Level = LogLevel.Warning, Message = "L1 transaction {Purpose} ({Hash}) was not taken: {Reason}")]
    private partial void LogBroadcastFailed(string purpose, string hash, string reason);
}

/// <summary>How <see cref="TransactionSender"/> behaves.</summary>
public sealed record SenderOptions
{
    /// <summary>What may be paid.</summary>
    public FeePolicy Fees { get; init; } = new();

    /// <summary>A transaction is confirmed when its block and those on top of it are this many.</summary>
    public ulong ConfirmationDepth { get; init; } = 32;

    /// <summary>The gas limit is the estimate and this many per cent more.</summary>
    public uint GasMarginPercent { get; init; } = 20;
}
