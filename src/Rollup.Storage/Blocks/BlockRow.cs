using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>A block without its large parts.</summary>
public sealed record BlockRow
{
    /// <summary>Height; 0 is the genesis block.</summary>
    public required ulong Number { get; init; }

    /// <summary>Keccak of <see cref="Header"/>.</summary>
    public required Hash256 Hash { get; init; }

    /// <summary>The Ethereum header, RLP.</summary>
    public required ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>Gas of all transactions, L1 queue items included.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>The block's gas limit.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>Wei per gas.</summary>
    public required U256 BaseFee { get; init; }

    /// <summary>The transactions' hashes, 32 bytes each, in order.</summary>
    public required ReadOnlyMemory<byte> TransactionHashes { get; init; }

    /// <summary>The L1 queue index that follows the last item taken.</summary>
    public required ulong QueuePosition { get; init; }

    /// <summary>The L1 queue's rolling hash at <see cref="QueuePosition"/>.</summary>
    public required Hash256 QueueRollingHash { get; init; }

    /// <summary>Every transaction with a smaller id had been included or removed when this block was written.</summary>
    public required long PendingFloor { get; init; }

    /// <summary>How many transactions the block holds.</summary>
    public int TransactionCount => TransactionHashes.Length / Hash256.Size;

    /// <summary>The hash of the transaction at <paramref name="position"/>.</summary>
    public Hash256 TransactionHash(int position) => Hash256.FromSpan(TransactionHashes.Span.Slice(position * Hash256.Size, Hash256.Size));
}
