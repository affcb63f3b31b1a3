using Rollup.Contracts.Abi;

namespace Rollup.Contracts;

/// <summary>The functions, events and errors of <c>RollupChain</c> (src/contracts) that the node uses.</summary>
public static class RollupAbi
{
    private const string Header =
        "(uint64,bytes32,uint64,uint64,uint64,uint64,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32,bytes32)";

    /// <summary>commitBatch(BatchHeader header, bytes data)</summary>
    public static readonly AbiSignature CommitBatch = new($"commitBatch({Header},bytes)");

    /// <summary>proveBatches(uint256 from, uint256 to, bytes proof)</summary>
    public static readonly AbiSignature ProveBatches = new("proveBatches(uint256,uint256,bytes)");

    /// <summary>The verifier's verify(bytes32 programKey, uint256 l1ChainId, address rollup, bytes32 fromHash, bytes32 toHash, bytes proof)</summary>
    public static readonly AbiSignature Verify = new("verify(bytes32,uint256,address,bytes32,bytes32,bytes)");

    /// <summary>commitAndProve(BatchHeader[] headers, bytes proof)</summary>
    public static readonly AbiSignature CommitAndProve = new($"commitAndProve({Header}[],bytes)");

    /// <summary>publishData(bytes data)</summary>
    public static readonly AbiSignature PublishData = new("publishData(bytes)");

    /// <summary>event BatchCommitted(uint256 indexed number, bytes32 indexed batchHash)</summary>
    public static readonly AbiSignature BatchCommitted = new("BatchCommitted(uint256,bytes32)");

    /// <summary>event DataPublished(bytes32 indexed dataHash)</summary>
    public static readonly AbiSignature DataPublished = new("DataPublished(bytes32)");

    /// <summary>event QueueItemAdded(…)</summary>
    public static readonly AbiSignature QueueItemAdded =
        new("QueueItemAdded(uint256,address,address,bool,uint256,uint256,uint64,address,bytes,bytes32)");

    /// <summary>error TimestampInFuture(uint256 blockTimestamp, uint64 timestamp): the one refusal that waiting cures.</summary>
    public static readonly AbiSignature TimestampInFuture = new("TimestampInFuture(uint256,uint64)");

    /// <summary>error UnexpectedNumber(uint256 expected, uint256 actual)</summary>
    public static readonly AbiSignature UnexpectedNumber = new("UnexpectedNumber(uint256,uint256)");

    internal static readonly AbiSignature LastCommittedBatch = new("lastCommittedBatch()");
    internal static readonly AbiSignature LastFinalizedBatch = new("lastFinalizedBatch()");
    internal static readonly AbiSignature BatchHash = new("batchHash(uint256)");
    internal static readonly AbiSignature ConfigHash = new("configHash()");
    internal static readonly AbiSignature QueueLength = new("queueLength()");
    internal static readonly AbiSignature QueueRollingHash = new("queueRollingHash(uint256)");
    internal static readonly AbiSignature ProtocolVersion = new("protocolVersion(uint64)");
    internal static readonly AbiSignature InclusionDeadline = new("inclusionDeadline()");
    internal static readonly AbiSignature MaxLag = new("maxLag()");

    /// <summary>Names the reasons with which <c>RollupChain</c> refuses a commit or a proof.</summary>
    public static readonly RevertReason Reverts = new(
    [
        TimestampInFuture,
        UnexpectedNumber,
        new("UnexpectedParent(bytes32,bytes32)"),
        new("UnexpectedConfig(bytes32,bytes32)"),
        new("UnexpectedVersion(uint64,uint64)"),
        new("DisabledVersion(uint64)"),
        new("UnknownVersion(uint64)"),
        new("TimestampBeforeParent(uint64,uint64)"),
        new("QueuePositionBeforeParent(uint64,uint64)"),
        new("QueuePositionOutOfRange(uint256,uint256)"),
        new("UnexpectedRollingHash(bytes32,bytes32)"),
        new("ItemOverdue(uint256)"),
        new("DataTooLong(uint256,uint256)"),
        new("UnexpectedDataHash(bytes32,bytes32)"),
        new("NotDirectCall()"),
        new("InvalidRange(uint256,uint256)"),
        new("MixedVersions(uint64,uint64)"),
        new("NoVerifier(uint64)"),
        new("InvalidProof()"),
        new("EnforcedPause()"),
        new("AccessControlUnauthorizedAccount(address,bytes32)"),
    ]);
}
