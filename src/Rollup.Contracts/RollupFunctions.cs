using System.Numerics;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;

namespace Rollup.Contracts;

/// <summary>commitBatch(BatchHeader header, bytes data): the sequencer's commit of the next batch.</summary>
[Function("commitBatch")]
public sealed class CommitBatchFunction : FunctionMessage
{
    [Parameter("tuple", "header", 1)]
    public BatchHeaderTuple Header { get; set; } = new();

    [Parameter("bytes", "data", 2)]
    public byte[] Data { get; set; } = [];
}

/// <summary>proveBatches(uint256 from, uint256 to, bytes proof): finalizes committed batches; anyone may call it.</summary>
[Function("proveBatches")]
public sealed class ProveBatchesFunction : FunctionMessage
{
    [Parameter("uint256", "from", 1)]
    public ulong From { get; set; }

    [Parameter("uint256", "to", 2)]
    public ulong To { get; set; }

    [Parameter("bytes", "proof", 3)]
    public byte[] Proof { get; set; } = [];
}

/// <summary>commitAndProve(BatchHeader[] headers, bytes proof): the fallback, open to anyone once the sequencer has left an item waiting for too long.</summary>
[Function("commitAndProve")]
public sealed class CommitAndProveFunction : FunctionMessage
{
    [Parameter("tuple[]", "headers", 1)]
    public List<BatchHeaderTuple> Headers { get; set; } = [];

    [Parameter("bytes", "proof", 2)]
    public byte[] Proof { get; set; } = [];
}

/// <summary>publishData(bytes data): the data of a batch of the fallback, before its commit.</summary>
[Function("publishData")]
public sealed class PublishDataFunction : FunctionMessage
{
    [Parameter("bytes", "data", 1)]
    public byte[] Data { get; set; } = [];
}

/// <summary>verify(bytes32 programKey, uint256 l1ChainId, address rollup, bytes32 fromHash, bytes32 toHash, bytes proof) of a verifier.</summary>
[Function("verify", "bool")]
public sealed class VerifyFunction : FunctionMessage
{
    [Parameter("bytes32", "programKey", 1)]
    public byte[] ProgramKey { get; set; } = [];

    [Parameter("uint256", "l1ChainId", 2)]
    public BigInteger L1ChainId { get; set; }

    [Parameter("address", "rollup", 3)]
    public string Rollup { get; set; } = "";

    [Parameter("bytes32", "fromHash", 4)]
    public byte[] FromHash { get; set; } = [];

    [Parameter("bytes32", "toHash", 5)]
    public byte[] ToHash { get; set; } = [];

    [Parameter("bytes", "proof", 6)]
    public byte[] Proof { get; set; } = [];
}

/// <summary>lastCommittedBatch() → uint256</summary>
[Function("lastCommittedBatch", "uint256")]
public sealed class LastCommittedBatchFunction : FunctionMessage;

/// <summary>lastFinalizedBatch() → uint256</summary>
[Function("lastFinalizedBatch", "uint256")]
public sealed class LastFinalizedBatchFunction : FunctionMessage;

/// <summary>batchHash(uint256 number) → bytes32</summary>
[Function("batchHash", "bytes32")]
public sealed class BatchHashFunction : FunctionMessage
{
    [Parameter("uint256", "number", 1)]
    public ulong Number { get; set; }
}

/// <summary>inclusionDeadline() → uint256, seconds</summary>
[Function("inclusionDeadline", "uint256")]
public sealed class InclusionDeadlineFunction : FunctionMessage;

/// <summary>maxLag() → uint256, seconds</summary>
[Function("maxLag", "uint256")]
public sealed class MaxLagFunction : FunctionMessage;

/// <summary>queueLength() → uint256</summary>
[Function("queueLength", "uint256")]
public sealed class QueueLengthFunction : FunctionMessage;

/// <summary>queueRollingHash(uint256 position) → bytes32</summary>
[Function("queueRollingHash", "bytes32")]
public sealed class QueueRollingHashFunction : FunctionMessage
{
    [Parameter("uint256", "position", 1)]
    public ulong Position { get; set; }
}

/// <summary>protocolVersion(uint64 version) → ((address verifier, bytes32 programKey) program, uint64 activeFrom, bool disabled)</summary>
[Function("protocolVersion", typeof(ProtocolVersionOutput))]
public sealed class ProtocolVersionFunction : FunctionMessage
{
    [Parameter("uint64", "version", 1)]
    public ulong Version { get; set; }
}

/// <summary>What <see cref="ProtocolVersionFunction"/> returns. The tuples are static, so their fields stand side by side.</summary>
[FunctionOutput]
public sealed class ProtocolVersionOutput : IFunctionOutputDTO
{
    [Parameter("address", "verifier", 1)]
    public string Verifier { get; set; } = "";

    [Parameter("bytes32", "programKey", 2)]
    public byte[] ProgramKey { get; set; } = [];

    [Parameter("uint64", "activeFrom", 3)]
    public ulong ActiveFrom { get; set; }

    [Parameter("bool", "disabled", 4)]
    public bool Disabled { get; set; }
}

/// <summary>A <see cref="BatchHeader"/> as an argument.</summary>
public sealed class BatchHeaderTuple
{
    [Parameter("uint64", "version", 1)]
    public ulong Version { get; set; }

    [Parameter("bytes32", "configHash", 2)]
    public byte[] ConfigHash { get; set; } = [];

    [Parameter("uint64", "number", 3)]
    public ulong Number { get; set; }

    [Parameter("uint64", "firstBlock", 4)]
    public ulong FirstBlock { get; set; }

    [Parameter("uint64", "lastBlock", 5)]
    public ulong LastBlock { get; set; }

    [Parameter("uint64", "timestamp", 6)]
    public ulong Timestamp { get; set; }

    [Parameter("bytes32", "parentHash", 7)]
    public byte[] ParentHash { get; set; } = [];

    [Parameter("bytes32", "stateRoot", 8)]
    public byte[] StateRoot { get; set; } = [];

    [Parameter("uint64", "nextIndex", 9)]
    public ulong NextIndex { get; set; }

    [Parameter("bytes32", "lastBlockHash", 10)]
    public byte[] LastBlockHash { get; set; } = [];

    [Parameter("bytes32", "messageRoot", 11)]
    public byte[] MessageRoot { get; set; } = [];

    [Parameter("uint64", "messageCount", 12)]
    public ulong MessageCount { get; set; }

    [Parameter("uint64", "queuePosition", 13)]
    public ulong QueuePosition { get; set; }

    [Parameter("bytes32", "queueRollingHash", 14)]
    public byte[] QueueRollingHash { get; set; } = [];

    [Parameter("bytes32", "dataHash", 15)]
    public byte[] DataHash { get; set; } = [];

    public static BatchHeaderTuple Of(in BatchHeader header) => new()
    {
        Version = header.Version,
        ConfigHash = header.ConfigHash.AsSpan().ToArray(),
        Number = header.Number,
        FirstBlock = header.FirstBlock,
        LastBlock = header.LastBlock,
        Timestamp = header.Timestamp,
        ParentHash = header.ParentHash.AsSpan().ToArray(),
        StateRoot = header.StateRoot.AsSpan().ToArray(),
        NextIndex = header.NextIndex,
        LastBlockHash = header.LastBlockHash.AsSpan().ToArray(),
        MessageRoot = header.MessageRoot.AsSpan().ToArray(),
        MessageCount = header.MessageCount,
        QueuePosition = header.QueuePosition,
        QueueRollingHash = header.QueueRollingHash.AsSpan().ToArray(),
        DataHash = header.DataHash.AsSpan().ToArray(),
    };

    public BatchHeader ToHeader() => new()
    {
        Version = Version,
        ConfigHash = Hash256.FromSpan(ConfigHash),
        Number = Number,
        FirstBlock = FirstBlock,
        LastBlock = LastBlock,
        Timestamp = Timestamp,
        ParentHash = Hash256.FromSpan(ParentHash),
        StateRoot = Hash256.FromSpan(StateRoot),
        NextIndex = NextIndex,
        LastBlockHash = Hash256.FromSpan(LastBlockHash),
        MessageRoot = Hash256.FromSpan(MessageRoot),
        MessageCount = MessageCount,
        QueuePosition = QueuePosition,
        QueueRollingHash = Hash256.FromSpan(QueueRollingHash),
        DataHash = Hash256.FromSpan(DataHash),
    };
}
