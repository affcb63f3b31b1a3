using System.Numerics;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Accounts;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Transactions;
using Rollup.Sequencer.Pool;

namespace Rollup.Rpc.Pool;

/// <summary>Submission, and what is in the pool.</summary>
public sealed class PoolMethods(ITransactionPool pool, MempoolOptions limits, RpcLimits rpcLimits) : IPendingNonces
{
    /// <summary>The names of the methods, for nodes that pass them on to the one that holds the pool.</summary>
    public static IReadOnlyList<string> Names { get; } = [SendRawTransaction, Status, Content, ContentFrom, Inspect];

    private const string SendRawTransaction = "eth_sendRawTransaction";
    private const string Status = "txpool_status";
    private const string Content = "txpool_content";
    private const string ContentFrom = "txpool_contentFrom";
    private const string Inspect = "txpool_inspect";

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All => 
    [
        new(SendRawTransaction, SubmitAsync),
        new(Status, GetStatusAsync),
        new(Content, (parameters, result, _) => ValueTask.FromResult(parameters.RequireNone() ?? List(result, WriteFull))),
        new(ContentFrom, (parameters, result, _) => ValueTask.FromResult(ListSender(parameters, result))),
        new(Inspect, (parameters, result, _) => ValueTask.FromResult(parameters.RequireNone() ?? List(result, WriteSummary))),
    ];

    /// <inheritdoc/>
    public ValueTask<(ulong Nonce, RpcError? Error)> GetAsync(Address address, CancellationToken cancellationToken) =>
        ValueTask.FromResult<(ulong, RpcError?)>((pool.NextNonce(address), null));

    /// <summary>Submits one transaction.</summary>
    public async ValueTask<(Hash256 Hash, Address? Sender, RpcError? Error)> SubmitAsync(byte[] transaction, CancellationToken cancellationToken)
    {
        SubmissionResult submission = (await pool.SubmitManyAsync([transaction], cancellationToken))[0];
        return submission.Rejection is { } rejection ? (default, null, ToError(rejection)) : (submission.Hash!.Value, submission.Sender, null);
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

    private RpcError? List(Utf8JsonWriter result, Action<Utf8JsonWriter, PooledTransaction> write)
    {
        var content = pool.GetContent();
        if (content.Sum(queue => queue.Transactions.Sum(transaction => (long)transaction.Raw.Length)) > rpcLimits.MaxPoolListingBytes)
            return new RpcError(RpcErrorCode.LimitExceeded, $"the pool holds more than {rpcLimits.MaxPoolListingBytes} bytes of transactions: ask txpool_status, or txpool_contentFrom for one sender's");
        result.WriteStartObject();
        result.WriteStartObject("pending"u8);
        foreach ((Address sender, ulong nextNonce, IReadOnlyList<PooledTransaction> transactions) in content)
            WriteQueue(result, sender.ToChecksum(), transactions.Where(transaction => transaction.Nonce < nextNonce), write);
        result.WriteEndObject();
        result.WriteStartObject("queued"u8);
        foreach ((Address sender, ulong nextNonce, IReadOnlyList<PooledTransaction> transactions) in content)
            WriteQueue(result, sender.ToChecksum(), transactions.Where(transaction => transaction.Nonce > nextNonce), write);
        result.WriteEndObject();
        result.WriteEndObject();
        return null;
    }

    private RpcError? ListSender(RpcParameters parameters, Utf8JsonWriter result)
    {
        ParameterReader reader = parameters.Read();
        Address sender = reader.Address("address");
        if (reader.End() is { } error)
            return error;
        (_, ulong nextNonce, IReadOnlyList<PooledTransaction>? transactions) = pool.GetContent().FirstOrDefault(queue => queue.Sender == sender);
        result.WriteStartObject();
        result.WriteStartObject("pending"u8);
        WriteAll(result, (transactions ?? []).Where(transaction => transaction.Nonce < nextNonce), WriteFull);
        result.WriteEndObject();
        result.WriteStartObject("queued"u8);
        WriteAll(result, (transactions ?? []).Where(transaction => transaction.Nonce > nextNonce), WriteFull);
        result.WriteEndObject();
        result.WriteEndObject();
        return null;
    }

    private static void WriteQueue(Utf8JsonWriter json, string sender, IEnumerable<PooledTransaction> transactions, Action<Utf8JsonWriter, PooledTransaction> write)
    {
        if (!transactions.Any())
            return;
        json.WriteStartObject(sender);
        WriteAll(json, transactions, write);
        json.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter json, IEnumerable<PooledTransaction> transactions, Action<Utf8JsonWriter, PooledTransaction> write)
    {
        foreach (PooledTransaction transaction in transactions)
        {
            json.WritePropertyName(transaction.Nonce.ToString());
            write(json, transaction);
        }
    }

    private static void WriteFull(Utf8JsonWriter json, PooledTransaction transaction) =>
        TransactionJson.Write(json, transaction.Raw.Span, transaction.Hash, transaction.Sender, null);

    /// <summary>A line as geth writes it.</summary>
    private static void WriteSummary(Utf8JsonWriter json, PooledTransaction transaction)
    {
        if (TransactionDecoder.Decode(transaction.Raw.Span, out SignedTransaction signed) != TransactionError.None)
            throw new InvalidDataException("A transaction of the pool is damaged.");
        Transaction fields = signed.Transaction;
        string to = fields.IsCreation ? "contract creation" : fields.To.ToChecksum();
        json.WriteStringValue($"{to}: {Decimal(fields.Value)} wei + {fields.GasLimit} gas × {Decimal(fields.MaxFeePerGas)} wei");
    }

    private static BigInteger Decimal(in U256 value) => new(Hash256.FromU256(in value).AsSpan(), isUnsigned: true, isBigEndian: true);

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

/// <summary>Submits an encoded transaction, here or to the sequencer: its hash, once it is durable, with its sender where the pool is here, or why it was refused.</summary>
public delegate ValueTask<(Hash256 Hash, Address? Sender, RpcError? Error)> TransactionSubmission(byte[] transaction, CancellationToken cancellationToken);
