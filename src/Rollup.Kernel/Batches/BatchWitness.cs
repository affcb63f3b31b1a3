using Rollup.Kernel.Blocks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Batches;

/// <summary>
/// Everything that <see cref="BatchTransition"/> is given, as one sequence of bytes. What the parent batch's hash determines is checked
/// here: whoever knows that hash knows that the configuration, the parent header and the parent block are the right ones.
/// </summary>
/// <remarks>
/// Integers are little-endian, 256-bit ones big-endian.
/// <code>
/// offset  size
///      0     4  version of this format, 2
///      4   416  chain configuration, ABI-encoded (<see cref="ChainConfig"/>)
///    420   480  header of the parent batch, ABI-encoded (<see cref="BatchHeader"/>)
///               the last block of the parent batch, as far as those do not give it:
///    900    32    parent hash
///    932    32    state root
///    964    32    transactions root
///    996    32    receipts root
///   1028     8    gas used
///   1036     8    timestamp
///   1044    32    base fee
///   1076     8  timestamp of the batch
///   1084     4  number of queue items
///   1088     4  number of blocks
///   1092     4  size of the queue items, and then they, in order from the parent's queue position:
///                 from 20, to 20, isCreation 1, mint 32, value 32, gasLimit 8, refundAddress 20, size of the data 4, data
///           4  size of the blocks, and then they, in order:
///                 timestamp 8, number of queue items taken 4, number of signed transactions 4, then each of those: size 4, encoding
///           4  size of the codes, and then they (<see cref="WitnessCodes"/>)
///        rest  the touched entries and the pruned state tree (<see cref="State.WitnessState"/>)
/// </code>
/// </remarks>
public ref struct BatchWitness
{
    /// <summary>The version in the first four bytes.</summary>
    public const uint Version = 2;

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
        if (!reader.TryReadUInt32(out uint version))
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
            || !reader.TryReadUInt64(out ulong gasUsed)
            || !reader.TryReadUInt64(out ulong timestamp)
            || !reader.TryReadU256(out U256 baseFee))
            return BatchFailure.MalformedWitness;

        ParentBlock = new BlockHeader
        {
            ParentHash = parentHash,
            Beneficiary = Config.FeeVault,
            StateRoot = stateRoot,
            TransactionsRoot = transactionsRoot,
            ReceiptsRoot = receiptsRoot,
            Number = Parent.LastBlock,
            GasLimit = Config.BlockGasLimit,
            GasUsed = gasUsed,
            Timestamp = timestamp,
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
