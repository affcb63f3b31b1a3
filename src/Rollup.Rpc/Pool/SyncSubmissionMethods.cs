using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Accounts;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Http;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Receipts;
using Rollup.Sequencer.Pool;
using Rollup.Storage;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Pool;

/// <summary>
/// eth_sendRawTransactionSync (EIP-7966): submits a transaction and answers with its receipt. The second parameter is the longest wait in milliseconds, a quantity or
/// a number; zero, or more than the server allows, is the server's own choice. The error is 4 when no block holds the transaction in time, and 5 when none can,
/// because an earlier nonce is still missing after <see cref="RpcLimits.NonceGapPatience"/>: a client that sends several at once cannot know in which order they arrive.
/// Either way it stays in the pool, and the error's data is its hash. A refused transaction has the error of eth_sendRawTransaction.
/// </summary>
/// <param name="submit">Takes the transaction.</param>
/// <param name="nonces">Tells whether its turn can come.</param>
/// <param name="watch">Waits for its block.</param>
/// <param name="chain">What is stored.</param>
/// <param name="pool">The pool's limits.</param>
/// <param name="limits">The server's limits.</param>
/// <param name="time">Clock.</param>
public sealed class SyncSubmissionMethods(
    TransactionSubmission submit, IPendingNonces nonces, InclusionWatch watch, ChainReader chain, MempoolOptions pool, RpcLimits limits, TimeProvider time)
{
    private static readonly RpcError TooMany = RpcError.Busy("too many calls wait for transactions: use eth_sendRawTransaction");

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All => [new("eth_sendRawTransactionSync", SendAsync)];

    private ValueTask<RpcError?> SendAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        byte[] transaction = reader.Bytes("transaction", pool.MaxTransactionBytes);
        ulong? milliseconds = reader.NumberOrQuantityOrNull("timeout");
        if (reader.End() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        TimeSpan timeout = milliseconds is { } given && given > 0 && given <= limits.MaxInclusionTimeout.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(given)
            : limits.InclusionTimeout;
        return SendAsync(transaction, timeout, parameters.Caller?.Turn, result, cancellationToken);
    }

    private async ValueTask<RpcError?> SendAsync(byte[] transaction, TimeSpan timeout, RequestTurn? turn, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        using InclusionWait? wait = watch.Begin(Kernel.Hashing.Keccak256.Hash(transaction));
        if (wait is null)
            return TooMany;

        // From here on the call only waits, first for the database, where the pool bounds how many do, then for a block.
        turn?.Leave();
        (Hash256 hash, Address? sender, RpcError? refusal) = await submit(transaction, cancellationToken);
        if (refusal is not null)
            return refusal;
        TimeSpan patience = limits.NonceGapPatience < timeout ? limits.NonceGapPatience : timeout;
        bool included = await IsIncludedAsync(wait.Included, patience - time.GetElapsedTime(start), cancellationToken);
        if (!included && await FindObstacleAsync(hash, sender, transaction, cancellationToken) is { } obstacle)
            return obstacle;
        if (!included && !await IsIncludedAsync(wait.Included, timeout - time.GetElapsedTime(start), cancellationToken))
            return NotIncluded(hash, timeout);

        Inclusion inclusion = await wait.Included;
        BlockReceipts read = await inclusion.Receipts.Value.WaitAsync(cancellationToken);
        if (turn is not null)
            await turn.ReturnAsync(cancellationToken);
        if (!read.Holds(inclusion.Position, in hash))
            return NotIncluded(hash, timeout);
        read.Write(result, inclusion.Position);
        return null;
    }

    private static RpcError NotIncluded(in Hash256 hash, TimeSpan timeout) =>
        new(RpcErrorCode.NotIncluded, $"the transaction is in the pool, but no block held it within {timeout.TotalMilliseconds} ms", hash.AsSpan().ToArray());

    private async Task<bool> IsIncludedAsync(Task included, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout <= TimeSpan.Zero || included.IsCompleted)
            return included.IsCompleted;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(included, Task.Delay(timeout, time, end.Token));
        await end.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return included.IsCompleted;
    }

    /// <summary>
    /// Why the accepted transaction cannot be included as things are. Where the pool is here nothing is read from the database: thousands may ask at once, and blocks
    /// are stored by the same connections.
    /// </summary>
    private async ValueTask<RpcError?> FindObstacleAsync(Hash256 hash, Address? sender, byte[] transaction, CancellationToken cancellationToken)
    {
        if (sender is null)
        {
            StoredTransaction? stored = await chain.Transactions.GetAsync(hash, cancellationToken);
            if (stored is null || stored.Inclusion is not null)
                return null;
            sender = stored.Row.Sender;
        }

        (ulong next, RpcError? unknown) = await nonces.GetAsync(sender.Value, cancellationToken);
        if (unknown is not null || TransactionDecoder.Decode(transaction, out SignedTransaction signed) != TransactionError.None || signed.Transaction.Nonce < next)
            return null;
        return new RpcError(RpcErrorCode.Queued, $"the transaction is in the pool, but waits for nonce {next}; its own is {signed.Transaction.Nonce}", hash.AsSpan().ToArray());
    }
}
