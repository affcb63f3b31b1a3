using Rollup.Kernel.Abi;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Batches;

/// <summary>
/// What L1 knows about a batch: all that a proof of the next batch has to build on. The encoding is the ABI's, one word per
/// property in the order of declaration, and the batch's hash is Keccak-256 of it.
/// </summary>
public readonly struct BatchHeader
{
    /// <summary>The number of bytes of the ABI encoding.</summary>
    public const int EncodedSize = 15 * AbiWriter.WordSize;

    /// <summary>The protocol version, which selects the program that proves the batch.</summary>
    public ulong Version { get; init; }

    /// <summary><see cref="ChainConfig.Hash"/>.</summary>
    public Hash256 ConfigHash { get; init; }

    /// <summary>The number of the batch; the genesis batch is 0.</summary>
    public ulong Number { get; init; }

    /// <summary>The number of the first block.</summary>
    public ulong FirstBlock { get; init; }

    /// <summary>The number of the last block.</summary>
    public ulong LastBlock { get; init; }

    /// <summary>Seconds since 1970; no block of the batch is later.</summary>
    public ulong Timestamp { get; init; }

    /// <summary>The hash of the previous batch's header.</summary>
    public Hash256 ParentHash { get; init; }

    /// <summary>The root of the state tree after the batch.</summary>
    public Hash256 StateRoot { get; init; }

    /// <summary>The index of the next leaf to be added to the state tree.</summary>
    public ulong NextIndex { get; init; }

    /// <summary>The hash of the last block's header.</summary>
    public Hash256 LastBlockHash { get; init; }

    /// <summary>The root of the <see cref="MessageTree"/> over the batch's messages to L1.</summary>
    public Hash256 MessageRoot { get; init; }

    /// <summary>The number of the batch's messages to L1.</summary>
    public ulong MessageCount { get; init; }

    /// <summary>The index of the next L1 queue item to be taken.</summary>
    public ulong QueuePosition { get; init; }

    /// <summary>The rolling hash of the L1 queue at that position.</summary>
    public Hash256 QueueRollingHash { get; init; }

    /// <summary>The <see cref="Batches.DataHash"/> of the batch's L1 data.</summary>
    public Hash256 DataHash { get; init; }

    /// <summary>The header of batch 0, which consists of the genesis block only.</summary>
    public static BatchHeader Genesis<THost>(
        ref THost host, in ChainConfig config, ulong timestamp, in Hash256 stateRoot, ulong nextIndex, in Hash256 genesisBlockHash)
        where THost : struct, IHost, allows ref struct
    {
        var messages = default(MessageTree);
        return new BatchHeader
        {
            Version = ProtocolConstants.Version,
            ConfigHash = config.Hash(ref host),
            Timestamp = timestamp,
            StateRoot = stateRoot,
            NextIndex = nextIndex,
            LastBlockHash = genesisBlockHash,
            MessageRoot = messages.Root(ref host),
        };
    }

    /// <summary>Writes <see cref="EncodedSize"/> bytes to the start of <paramref name="destination"/>.</summary>
    public void Encode(scoped Span<byte> destination)
    {
        var writer = new AbiWriter(destination);
        writer.Write(Version);
        writer.Write(ConfigHash);
        writer.Write(Number);
        writer.Write(FirstBlock);
        writer.Write(LastBlock);
        writer.Write(Timestamp);
        writer.Write(ParentHash);
        writer.Write(StateRoot);
        writer.Write(NextIndex);
        writer.Write(LastBlockHash);
        writer.Write(MessageRoot);
        writer.Write(MessageCount);
        writer.Write(QueuePosition);
        writer.Write(QueueRollingHash);
        writer.Write(DataHash);
    }

    /// <summary>Decodes exactly <see cref="EncodedSize"/> bytes; false if a word exceeds its type.</summary>
    public static bool TryDecode(scoped ReadOnlySpan<byte> source, out BatchHeader header)
    {
        var reader = new AbiReader(source);
        bool ok = reader.TryRead(out ulong version)
            & reader.TryRead(out Hash256 configHash)
            & reader.TryRead(out ulong number)
            & reader.TryRead(out ulong firstBlock)
            & reader.TryRead(out ulong lastBlock)
            & reader.TryRead(out ulong timestamp)
            & reader.TryRead(out Hash256 parentHash)
            & reader.TryRead(out Hash256 stateRoot)
            & reader.TryRead(out ulong nextIndex)
            & reader.TryRead(out Hash256 lastBlockHash)
            & reader.TryRead(out Hash256 messageRoot)
            & reader.TryRead(out ulong messageCount)
            & reader.TryRead(out ulong queuePosition)
            & reader.TryRead(out Hash256 queueRollingHash)
            & reader.TryRead(out Hash256 dataHash)
            & reader.Rest.IsEmpty;
        header = new BatchHeader
        {
            Version = version,
            ConfigHash = configHash,
            Number = number,
            FirstBlock = firstBlock,
            LastBlock = lastBlock,
            Timestamp = timestamp,
            ParentHash = parentHash,
            StateRoot = stateRoot,
            NextIndex = nextIndex,
            LastBlockHash = lastBlockHash,
            MessageRoot = messageRoot,
            MessageCount = messageCount,
            QueuePosition = queuePosition,
            QueueRollingHash = queueRollingHash,
            DataHash = dataHash,
        };
        return ok;
    }

    /// <summary>The hash of the batch: Keccak-256 of the ABI encoding.</summary>
    public Hash256 Hash<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> encoded = stackalloc byte[EncodedSize];
        Encode(encoded);
        return Keccak256.Hash(ref host, encoded);
    }
}
