using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Accounts;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Transactions;
using Rollup.Sequencer.Pool;

namespace Rollup.Rpc.Pool;

/// <summary>Submission, and what is in the pool.</summary>
public sealed class PoolMethods(ITransactionPool pool, MempoolOptions limits) : IPendingNonces
{
    /// <summary>The names of the methods, for nodes that pass them on to the one that holds the pool.</summary>
    public static IReadOnlyList<string> Names { get; } = [SendRawTransaction, Status, Content];

    private const string SendRawTransaction = "eth_sendRawTransaction";
    private const string Status = "txpool_status";
    private const string Content = "txpool_content";
    private const int MaxListedBytes = 4 * 1024 * 1024;

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All => [new(SendRawTransaction, SubmitAsync), new(Status, GetStatusAsync), new(Content, GetContentAsync)];

    /// <inheritdoc/>
    public ValueTask<(ulong Nonce, RpcError? Error)> GetAsync(Address address, CancellationToken cancellationToken) =>
        ValueTask.FromResult<(ulong, RpcError?)>((pool.NextNonce(address), null));

    /// <summary>Submits one transaction.</summary>
    public async ValueTask<(Hash256 Hash, RpcError? Error)> SubmitAsync(byte[] transaction, CancellationToken cancellationToken)
    {
        SubmissionResult submission = (await pool.SubmitManyAsync([transaction], cancellationToken))[0];
        return submission.Rejection is { } rejection ? (default, ToError(rejection)) : (submission.Hash!.Value, null);
    }

    private async ValueTask<RpcResultWriter> SubmitAsync(IReadOnlyList<RpcParameters> calls, CancellationToken cancellationToken)
    {
        RpcError?[] errors = new RpcError?[calls.Count];
        List<ReadOnlyMemory<byte>> transactions = new(calls.Count);
        for (int i = 0; i < calls.Count; i++)
        {
            ParameterReader reader = calls[i].Read();
            byte[] transaction = reader.Bytes("transaction", limits.MaxTransactionBytes);
            errors[i] = reader.End();
            if (errors[i] is null)
                transactions.Add(transaction);
        }

        IReadOnlyList<SubmissionResult> results = transactions.Count == 0 ? [] : await pool.SubmitManyAsync(transactions, cancellationToken);
        int next = 0;
        return (index, result) =>
        {
            if (errors[index] is { } malformed)
                return malformed;
            SubmissionResult submission = results[next++]; // The writer is asked in order.
            if (submission.Rejection is { } rejection)
                return ToError(rejection);
            result.WriteData(submission.Hash!.Value.AsSpan());
            return null;
        };
    }

    private ValueTask<RpcError?> GetStatusAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        if (parameters.RequireNone() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        MempoolStatus status = pool.GetStatus();
        result.WriteStartObject();
        result.WriteQuantity("pending"u8, (ulong)status.Pending);
        result.WriteQuantity("queued"u8, (ulong)status.Queued);
        result.WriteEndObject();
        return ValueTask.FromResult<RpcError?>(null);
    }

    private ValueTask<RpcError?> GetContentAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        if (parameters.RequireNone() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        var content = pool.GetContent();
        if (content.Sum(queue => queue.Transactions.Sum(transaction => (long)transaction.Raw.Length)) > MaxListedBytes)
            return ValueTask.FromResult<RpcError?>(new RpcError(RpcErrorCode.LimitExceeded, $"the pool holds more than {MaxListedBytes} bytes of transactions: ask txpool_status"));
        result.WriteStartObject();
        result.WriteStartObject("pending"u8);
        foreach ((Address sender, ulong nextNonce, IReadOnlyList<PooledTransaction> transactions) in content)
            WriteQueue(result, sender, transactions.Where(transaction => transaction.Nonce < nextNonce));
        result.WriteEndObject();
        result.WriteStartObject("queued"u8);
        foreach ((Address sender, ulong nextNonce, IReadOnlyList<PooledTransaction> transactions) in content)
            WriteQueue(result, sender, transactions.Where(transaction => transaction.Nonce > nextNonce));
        result.WriteEndObject();
        result.WriteEndObject();
        return ValueTask.FromResult<RpcError?>(null);
    }

    private static void WriteQueue(Utf8JsonWriter json, Address sender, IEnumerable<PooledTransaction> transactions)
    {
        bool any = false;
        foreach (PooledTransaction transaction in transactions)
        {
            if (!any)
                json.WriteStartObject(sender.ToChecksum());
            any = true;
            json.WritePropertyName(transaction.Nonce.ToString());
            TransactionJson.Write(json, transaction.Raw.Span, transaction.Hash, transaction.Sender, null);
        }

        if (any)
            json.WriteEndObject();
    }

    private static RpcError ToError(Rejection rejection) => new(Code(rejection.Reason), rejection.Message);

    private static int Code(RejectionReason reason) => reason switch
    {
        RejectionReason.Busy or RejectionReason.Unavailable or RejectionReason.PoolFull => RpcErrorCode.LimitExceeded,
        _ => RpcErrorCode.ServerError,
    };
}

/// <summary>The pool of the process that leads; a process that waits for the lease refuses, and has nothing to show.</summary>
public interface ITransactionPool
{
    /// <summary>Submits encoded transactions in order. One result each: a hash means that the transaction is durable.</summary>
    ValueTask<IReadOnlyList<SubmissionResult>> SubmitManyAsync(IReadOnlyList<ReadOnlyMemory<byte>> transactions, CancellationToken cancellationToken);

    /// <summary>The nonce that the account's next transaction should have.</summary>
    ulong NextNonce(Address address);

    /// <summary>How many transactions there are.</summary>
    MempoolStatus GetStatus();

    /// <summary>All transactions, by sender in order of nonce, with the first nonce that is missing.</summary>
    IReadOnlyList<(Address Sender, ulong NextNonce, IReadOnlyList<PooledTransaction> Transactions)> GetContent();
}

/// <summary>Submits an encoded transaction, here or to the sequencer: its hash, once it is durable, or why it was refused.</summary>
public delegate ValueTask<(Hash256 Hash, RpcError? Error)> TransactionSubmission(byte[] transaction, CancellationToken cancellationToken);
