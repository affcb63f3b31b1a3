using Rollup.Kernel.Primitives;
using Rollup.Rpc.Accounts;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Pool;
using Rollup.Sequencer;
using Rollup.Sequencer.Pool;
using Rollup.State;

namespace Rollup.Node.Chain;

/// <summary>The pool of this process' sequencer; empty while it does not lead.</summary>
internal sealed class SequencerPool(SequencerService sequencer, IChainView chain) : ITransactionPool
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SubmissionResult>> SubmitManyAsync(IReadOnlyList<ReadOnlyMemory<byte>> transactions, CancellationToken cancellationToken) =>
        await sequencer.SubmitManyAsync(transactions, cancellationToken);

    /// <inheritdoc/>
    public ulong NextNonce(Address address) =>
        sequencer.Pool?.NextNonce(address) ?? chain.StateAt(chain.Latest.Number)?.GetAccount(in address).Nonce ?? 0;

    /// <inheritdoc/>
    public MempoolStatus GetStatus() => sequencer.Pool?.GetStatus() ?? default;

    /// <inheritdoc/>
    public IReadOnlyList<(Address Sender, ulong NextNonce, IReadOnlyList<PooledTransaction> Transactions)> GetContent() => sequencer.Pool?.GetContent() ?? [];
}

/// <summary>Pending nonces from the own pool while this process leads, and from the leader's otherwise.</summary>
internal sealed class LeaderNonces(Func<bool> leads, IPendingNonces own, IPendingNonces leaders) : IPendingNonces
{
    /// <inheritdoc/>
    public ValueTask<(ulong Nonce, RpcError? Error)> GetAsync(Address address, CancellationToken cancellationToken) =>
        leads() ? own.GetAsync(address, cancellationToken) : leaders.GetAsync(address, cancellationToken);
}
