using Rollup.Kernel.Blocks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Batches;

/// <summary>
/// Everything that <see cref="BatchTransition"/> is given, as one sequence of bytes. What the parent batch's hash determines is checked
/// here: whoever knows that hash knows that the configuration, the parent header and the parent block are the right ones.
/// </summary>
/// <remarks>
/// Integers are little-endian, 256-bit ones big-endian. Everything begins at a multiple of eight, where the proven machine reads it by words: a "blob" is
/// its size (8), its bytes, and zeros up to the next multiple of eight.
/// <code>
/// offset  size
///      0     8  version of this format, 3
///      8   544  chain configuration, ABI-encoded (<see cref="ChainConfig"/>)
///    552   480  header of the parent batch, ABI-encoded (<see cref="BatchHeader"/>)
///               the last block of the parent batch, as far as those do not give it:
///   1032    32    parent hash
///   1064    32    state root
///   1096    32    transactions root
///   1128    32    receipts root
///   1160   256    logs bloom
///   1416     8    gas used
///   1424     8    timestamp
///   1432     8    gas used by the blocks of its second
///   1440     8    cells of proof of the blocks of its second
///   1448    32    base fee
///   1480     8  timestamp of the batch
///   1488     4  number of queue items
///   1492     4  number of blocks
///   1496  blob  the queue items, in order from the parent's queue position:
///                 from 20, to 20, mint 32, value 32, gasLimit 8, refundAddress 20, isCreation 4 (0 or 1), data as a blob
///         blob  the blocks, in order:
///                 timestamp 8, number of queue items taken 4, number of signed transactions 4, then the encoding of each of those as a blob
///         blob  the codes (<see cref="WitnessCodes"/>)
///         rest  the touched entries and the pruned state tree (<see cref="State.WitnessState"/>)
/// </code>
/// </remarks>
public ref struct BatchWitness
{
    /// <summary>The version in the first eight bytes.</summary>
    public const ulong Version = 3;

    /// <summary>The chain.</summary>
    public ChainConfig Config { get; private set; }

    /// <summary>The header of the parent batch.</summary>
    public BatchHeader Parent { get; private set; }

    /// <summary>The hash of that header.</summary>
    public Hash256 ParentHash { get; private set; }

    /// <summary>The last block of the parent batch.</summary>
    public BlockHeader ParentBlock { get; private set; }

    /// <summary>The timestamp of the batch.</summary>
    public ulong Timestamp { get; private set; }

    /// <summary>The number of queue items.</summary>
    public uint ItemCount { get; private set; }

    /// <summary>The number of blocks, at least one.</summary>
    public uint BlockCount { get; private set; }

    /// <summary>The queue items.</summary>
    public ReadOnlySpan<byte> Items { get; private set; }

    /// <summary>The blocks.</summary>
    public ReadOnlySpan<byte> Blocks { get; private set; }

    /// <summary>The codes.</summary>
    public ReadOnlySpan<byte> Codes { get; private set; }

    /// <summary>The state section.</summary>
    public ReadOnlySpan<byte> State { get; private set; }

    /// <summary>Reads all but the contents of the sections, and checks it against the parent header.</summary>
    internal static BatchFailure Open<THost>(scoped ref THost host, ReadOnlySpan<byte> witness, out BatchWitness batch)
        where THost : struct, IHost
    {
        batch = default;
        var reader = new BatchWitnessReader(witness);
        if (!reader.TryReadUInt64(out ulong version))
            return BatchFailure.MalformedWitness;
        if (version != Version)
            return BatchFailure.UnknownWitnessVersion;

        BatchWitness read = default;
        BatchFailure failure = read.ReadParent(ref host, ref reader);
        if (failure == BatchFailure.None)
            failure = read.ReadParentBlock(ref host, ref reader);
        if (failure == BatchFailure.None)
            failure = read.ReadContent(ref reader);
        batch = read;
        return failure;
    }

    private BatchFailure ReadParent<THost>(scoped ref THost host, scoped ref BatchWitnessReader reader)
        where THost : struct, IHost
    {
        if (!reader.TryReadBytes(ChainConfig.EncodedSize, out ReadOnlySpan<byte> encodedConfig)
            || !reader.TryReadBytes(BatchHeader.EncodedSize, out ReadOnlySpan<byte> encodedHeader))
            return BatchFailure.MalformedWitness;
        if (!ChainConfig.TryDecode(encodedConfig, out ChainConfig config) || !config.IsValid)
            return BatchFailure.InvalidConfiguration;
        if (!BatchHeader.TryDecode(encodedHeader, out BatchHeader parent))
            return BatchFailure.InvalidParentHeader;
        if (parent.ConfigHash != config.Hash(ref host))
            return BatchFailure.ConfigurationMismatch;
        if (parent.Version > ProtocolConstants.Version)
            return BatchFailure.VersionMismatch;

        Config = config;
        Parent = parent;
        ParentHash = parent.Hash(ref host);
        return BatchFailure.None;
    }

    private BatchFailure ReadParentBlock<THost>(scoped ref THost host, scoped ref BatchWitnessReader reader)
        where THost : struct, IHost
    {
        if (!reader.TryReadHash256(out Hash256 parentHash)
            || !reader.TryReadHash256(out Hash256 stateRoot)
            || !reader.TryReadHash256(out Hash256 transactionsRoot)
            || !reader.TryReadHash256(out Hash256 receiptsRoot)
            || !reader.TryReadBytes(Bloom.Size, out ReadOnlySpan<byte> bloom)
            || !reader.TryReadUInt64(out ulong gasUsed)
            || !reader.TryReadUInt64(out ulong timestamp)
            || !reader.TryReadUInt64(out ulong secondGas)
            || !reader.TryReadUInt64(out ulong secondProvingCost)
            || !reader.TryReadU256(out U256 baseFee))
            return BatchFailure.MalformedWitness;

        LogsBloom logsBloom = default;
        bloom.CopyTo(logsBloom.Bytes);
        ParentBlock = new BlockHeader
        {
            ParentHash = parentHash,
            Beneficiary = Config.FeeVault,
            StateRoot = stateRoot,
            TransactionsRoot = transactionsRoot,
            ReceiptsRoot = receiptsRoot,
            LogsBloom = logsBloom,
            Number = Parent.LastBlock,
            GasLimit = Config.BlockGasLimit,
            GasUsed = gasUsed,
            Timestamp = timestamp,
            SecondUsage = new SecondUsage { Gas = secondGas, ProvingCost = secondProvingCost },
            BaseFeePerGas = baseFee,
        };
        return ParentBlock.Hash(ref host) == Parent.LastBlockHash ? BatchFailure.None : BatchFailure.ParentBlockMismatch;
    }

    private BatchFailure ReadContent(scoped ref BatchWitnessReader reader)
    {
        if (!reader.TryReadUInt64(out ulong timestamp)
            || !reader.TryReadUInt32(out uint itemCount)
            || !reader.TryReadUInt32(out uint blockCount)
            || !reader.TryReadBlob(out ReadOnlySpan<byte> items)
            || !reader.TryReadBlob(out ReadOnlySpan<byte> blocks)
            || !reader.TryReadBlob(out ReadOnlySpan<byte> codes))
            return BatchFailure.MalformedWitness;
        if (timestamp < Parent.Timestamp)
            return BatchFailure.BatchBeforeParent;
        if (blockCount == 0)
            return BatchFailure.NoBlocks;
        if (Parent.Number == ulong.MaxValue
            || Parent.LastBlock > ulong.MaxValue - blockCount
            || Parent.QueuePosition > ulong.MaxValue - itemCount)
            return BatchFailure.NumberOverflow;

        Timestamp = timestamp;
        ItemCount = itemCount;
        BlockCount = blockCount;
        Items = items;
        Blocks = blocks;
        Codes = codes;
        State = reader.Rest;
        return BatchFailure.None;
    }
}
