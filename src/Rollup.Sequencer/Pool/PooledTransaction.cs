using Rollup.Execution.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Sequencer.Pool;

/// <summary>A transaction in the pool: the encoding and the fields that the pool decides by.</summary>
public sealed class PooledTransaction
{
    /// <summary>Takes the fields from a decoded transaction.</summary>
    /// <param name="raw">The encoding; kept.</param>
    /// <param name="hash">Its Keccak hash.</param>
    /// <param name="sender">The recovered signer.</param>
    /// <param name="transaction">The decoding of <paramref name="raw"/>, which obeys <see cref="TransactionRules.Check"/>: its cost for gas does not overflow.</param>
    /// <param name="receivedAt">When it arrived.</param>
    /// <param name="id">Its id if it is stored already; otherwise the pool assigns one.</param>
    public PooledTransaction(ReadOnlyMemory<byte> raw, Hash256 hash, Address sender, in Transaction transaction, DateTimeOffset receivedAt, long id = 0)
    {
        Id = id;
        Content = new BlockTransaction(raw, sender);
        Hash = hash;
        Type = (byte)transaction.Type;
        To = transaction.To;
        Nonce = transaction.Nonce;
        GasLimit = transaction.GasLimit;
        MaxFeePerGas = transaction.MaxFeePerGas;
        MaxPriorityFeePerGas = transaction.MaxPriorityFeePerGas;
        // A cost beyond 2^256 − 1 exceeds every balance, and so does 2^256 − 1 itself: the supply is far smaller.
        Cost = U256.AddOverflows(transaction.MaxFeePerGas * transaction.GasLimit, transaction.Value, out U256 cost) ? U256.MaxValue : cost;
        ReceivedAt = receivedAt;
    }

    /// <summary>Order of acceptance; set by the pool.</summary>
    public long Id { get; internal set; }

    /// <summary>The transaction as executors take it.</summary>
    public BlockTransaction Content { get; }

    /// <summary>The encoding.</summary>
    public ReadOnlyMemory<byte> Raw => Content.Encoded;

    /// <summary>The hash.</summary>
    public Hash256 Hash { get; }

    /// <summary>The signer.</summary>
    public Address Sender => Content.Sender;

    /// <summary>The type byte; 0 for legacy.</summary>
    public byte Type { get; }

    /// <summary>The recipient; zero for a creation.</summary>
    public Address To { get; }

    /// <summary>The nonce.</summary>
    public ulong Nonce { get; }

    /// <summary>The gas limit.</summary>
    public ulong GasLimit { get; }

    /// <summary>The fee cap in wei per gas.</summary>
    public U256 MaxFeePerGas { get; }

    /// <summary>The tip cap in wei per gas.</summary>
    public U256 MaxPriorityFeePerGas { get; }

    /// <summary>The most it can take from the sender's balance: gas limit times fee cap plus value.</summary>
    public U256 Cost { get; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>Where it is on its way through the pool.</summary>
    internal PoolStage Stage { get; set; }

    /// <summary>Its place in the pool's order of acceptance, until it has left.</summary>
    internal LinkedListNode<PooledTransaction>? Arrival { get; set; }

    /// <summary>What the sequencer earns per gas at <paramref name="baseFee"/>, which does not exceed the fee cap.</summary>
    public U256 EffectiveTip(in U256 baseFee) => U256.Min(MaxPriorityFeePerGas, MaxFeePerGas - baseFee);
}

/// <summary>
/// The life of a transaction in the pool:
/// <code>
/// Storing ──▶ Waiting ◀──▶ Executing ──▶ Left
///    └───────────┴──▶ Leaving ──▶ Left
/// </code>
/// </summary>
internal enum PoolStage
{
    /// <summary>Checked and counted, not durable yet: no block may hold it.</summary>
    Storing,

    /// <summary>Durable.</summary>
    Waiting,

    /// <summary>Handed to the block being built; it cannot be replaced or evicted.</summary>
    Executing,

    /// <summary>Out of the pool; the reason is not durable yet, so a restart must still find the transaction.</summary>
    Leaving,

    /// <summary>In a durable block, or removed with a durable reason.</summary>
    Left,
}
