using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;

namespace Rollup.Contracts;

/// <summary>event BatchCommitted(uint256 indexed number, bytes32 indexed batchHash)</summary>
[Event("BatchCommitted")]
public sealed class BatchCommittedEvent : IEventDTO
{
    [Parameter("uint256", "number", 1, true)]
    public ulong Number { get; set; }

    [Parameter("bytes32", "batchHash", 2, true)]
    public byte[] BatchHash { get; set; } = [];
}

/// <summary>event DataPublished(bytes32 indexed dataHash)</summary>
[Event("DataPublished")]
public sealed class DataPublishedEvent : IEventDTO
{
    [Parameter("bytes32", "dataHash", 1, true)]
    public byte[] DataHash { get; set; } = [];
}

/// <summary>event QueueItemAdded(…): L1 announces a deposit or a forced transaction.</summary>
[Event("QueueItemAdded")]
public sealed class QueueItemAddedEvent : IEventDTO
{
    [Parameter("uint256", "index", 1, true)]
    public ulong Index { get; set; }

    [Parameter("address", "from", 2, true)]
    public string From { get; set; } = "";

    [Parameter("address", "to", 3, true)]
    public string To { get; set; } = "";

    [Parameter("bool", "isCreation", 4)]
    public bool IsCreation { get; set; }

    [Parameter("uint256", "mint", 5)]
    public BigInteger Mint { get; set; }

    [Parameter("uint256", "value", 6)]
    public BigInteger Value { get; set; }

    [Parameter("uint64", "gasLimit", 7)]
    public ulong GasLimit { get; set; }

    [Parameter("address", "refundAddress", 8)]
    public string RefundAddress { get; set; } = "";

    [Parameter("bytes", "data", 9)]
    public byte[] Data { get; set; } = [];

    [Parameter("bytes32", "rollingHash", 10)]
    public byte[] RollingHash { get; set; } = [];
}

/// <summary>A commit that L1 announced, with the log that carries it.</summary>
public sealed record BatchCommitted(ulong Number, Hash256 BatchHash, L1Log Log)
{
    /// <summary>Reads a log of this event; one of another shape is an <c>L1MalformedException</c>.</summary>
    public static BatchCommitted Read(L1Log log) =>
        AbiCodec.ReadLog(log, (BatchCommittedEvent read) => new BatchCommitted(read.Number, Hash256.FromSpan(read.BatchHash), log));
}

/// <summary>A deposit or a forced transaction that L1 announced; amounts are wei.</summary>
public sealed record QueueItemAdded(
    ulong Index, Address From, Address To, bool IsCreation, U256 Mint, U256 Value, ulong GasLimit, Address RefundAddress, byte[] Data, Hash256 RollingHash)
{
    /// <summary>Reads a log of this event; one of another shape is an <c>L1MalformedException</c>.</summary>
    public static QueueItemAdded Read(L1Log log) => AbiCodec.ReadLog(log, (QueueItemAddedEvent read) => new QueueItemAdded(
        read.Index, HexFormat.ParseAddress(read.From), HexFormat.ParseAddress(read.To), read.IsCreation, ToU256(read.Mint), ToU256(read.Value), read.GasLimit,
        HexFormat.ParseAddress(read.RefundAddress), read.Data, Hash256.FromSpan(read.RollingHash)));

    private static U256 ToU256(BigInteger value)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(word[(word.Length - bytes.Length)..]);
        return U256.ReadBigEndian(word);
    }
}
