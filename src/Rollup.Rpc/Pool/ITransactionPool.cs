using Rollup.Kernel.Primitives;
using Rollup.Sequencer;

namespace Rollup.Rpc.Pool;

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
