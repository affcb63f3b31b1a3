using Rollup.Kernel.Primitives;
using Rollup.Sequencer;

namespace Rollup.Rpc.Subscriptions;

/// <summary>An accepted transaction with its JSON forms, each written once for all who watch. For the feed's thread.</summary>
internal sealed class PendingTransaction(PooledTransaction transaction)
{
    private byte[]? _hashText;
    private byte[]? _text;

    /// <summary>The hash.</summary>
    public Hash256 Hash => transaction.Hash;

    /// <summary>The hash as JSON.</summary>
    public ReadOnlyMemory<byte> HashText => _hashText ??= JsonText.OfHash(transaction.Hash);

    /// <summary>The transaction as JSON.</summary>
    public ReadOnlyMemory<byte> Text => _text ??= JsonText.OfPending(transaction);
}
