using Rollup.Contracts.Abi;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;

namespace Rollup.Contracts;

/// <summary>The <c>RollupChain</c> contract at one address: its views at a chosen block, its events, its calldata.</summary>
public sealed class RollupContract(L1Client l1, Address address, ulong deployedAtBlock)
{
    /// <summary>Bytes of a final proof's file before the proof: program key, L1 chain id, rollup, and the hashes of the batches from and to, as words.</summary>
    public const int ProofHeadBytes = 5 * 32;

    /// <summary>The contract's address.</summary>
    public Address Address => address;

    /// <summary>The L1 block that holds its creation.</summary>
    public ulong DeployedAtBlock => deployedAtBlock;

    /// <summary>The number of the last committed batch at <paramref name="tag"/>.</summary>
    public async Task<ulong> LastCommittedBatchAsync(L1BlockTag tag, CancellationToken cancellation) =>
        ReadUInt64(await ViewAsync(RollupAbi.LastCommittedBatch, [], tag, cancellation));

    /// <summary>The number of the last proven batch at <paramref name="tag"/>.</summary>
    public async Task<ulong> LastFinalizedBatchAsync(L1BlockTag tag, CancellationToken cancellation) =>
        ReadUInt64(await ViewAsync(RollupAbi.LastFinalizedBatch, [], tag, cancellation));

    /// <summary>The hash of a committed batch; zero if it is not committed.</summary>
    public async Task<Hash256> BatchHashAsync(ulong number, L1BlockTag tag, CancellationToken cancellation) =>
        Hash256.FromSpan(await ViewAsync(RollupAbi.BatchHash, new AbiEncoder().Word(number).ToArray(), tag, cancellation));

    /// <summary>The hash of the configuration that the contract accepts batches for.</summary>
    public async Task<Hash256> ConfigHashAsync(CancellationToken cancellation) =>
        Hash256.FromSpan(await ViewAsync(RollupAbi.ConfigHash, [], L1BlockTag.Latest, cancellation));

    /// <summary>Seconds after which a commit must have taken a queue item.</summary>
    public async Task<ulong> InclusionDeadlineAsync(CancellationToken cancellation) =>
        ReadUInt64(await ViewAsync(RollupAbi.InclusionDeadline, [], L1BlockTag.Latest, cancellation));

    /// <summary>Seconds by which a batch's time may lie behind that of its commit.</summary>
    public async Task<ulong> MaxLagAsync(CancellationToken cancellation) =>
        ReadUInt64(await ViewAsync(RollupAbi.MaxLag, [], L1BlockTag.Latest, cancellation));

    /// <summary>What proves the batches of a version at <paramref name="tag"/>; null if nothing does.</summary>
    public async Task<Hash256?> ProgramKeyAsync(ulong version, L1BlockTag tag, CancellationToken cancellation)
    {
        // ((address verifier, bytes32 key) program, uint64 activeFrom, bool disabled)
        byte[] entry = await ViewAsync(RollupAbi.ProtocolVersion, new AbiEncoder().Word(version).ToArray(), tag, cancellation, words: 4);
        bool hasVerifier = entry.AsSpan(0, 32).IndexOfAnyExcept((byte)0) >= 0, isDisabled = entry[^1] != 0;
        return hasVerifier && !isDisabled ? Hash256.FromSpan(entry.AsSpan(32, 32)) : null;
    }

    /// <summary>How many items the queue has at <paramref name="tag"/>, and the rolling hash of all of them.</summary>
    public async Task<(ulong Length, Hash256 RollingHash)> QueueEndAsync(L1BlockTag tag, CancellationToken cancellation)
    {
        ulong length = ReadUInt64(await ViewAsync(RollupAbi.QueueLength, [], tag, cancellation));
        return (length, await QueueRollingHashAsync(length, tag, cancellation));
    }

    /// <summary>The rolling hash of the queue's items before <paramref name="position"/>, which the queue at <paramref name="tag"/> must have.</summary>
    public async Task<Hash256> QueueRollingHashAsync(ulong position, L1BlockTag tag, CancellationToken cancellation) =>
        Hash256.FromSpan(await ViewAsync(RollupAbi.QueueRollingHash, new AbiEncoder().Word(position).ToArray(), tag, cancellation));

    /// <summary>The queue items announced in the blocks <paramref name="from"/> to <paramref name="to"/>, with their logs, in order.</summary>
    public async Task<IReadOnlyList<(QueueItemAdded Item, L1Log Log)>> QueueItemsAsync(ulong from, ulong to, CancellationToken cancellation)
    {
        IReadOnlyList<L1Log> logs = await LogsAsync(RollupAbi.QueueItemAdded, from, to, cancellation);
        return [.. logs.Select(log => (QueueItemAdded.Read(log), log))];
    }

    /// <summary>The commits in the blocks <paramref name="from"/> to <paramref name="to"/>, in order; later ones of a number replace earlier ones.</summary>
    public async Task<IReadOnlyList<BatchCommitted>> CommitsAsync(ulong from, ulong to, CancellationToken cancellation)
    {
        IReadOnlyList<L1Log> logs = await LogsAsync(RollupAbi.BatchCommitted, from, to, cancellation);
        return [.. logs.Select(BatchCommitted.Read)];
    }

    /// <summary>The logs of data published for the fallback in the blocks <paramref name="from"/> to <paramref name="to"/>.</summary>
    public Task<IReadOnlyList<L1Log>> PublishedDataAsync(ulong from, ulong to, CancellationToken cancellation) =>
        LogsAsync(RollupAbi.DataPublished, from, to, cancellation);

    /// <summary>The calldata of <c>commitBatch</c> for an ABI-encoded <see cref="BatchHeader"/>.</summary>
    public static byte[] CommitCalldata(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data) => header.Length == BatchHeader.EncodedSize
        ? new AbiEncoder().Words(header).Bytes(data).ToArray(RollupAbi.CommitBatch.Selector)
        : throw new ArgumentException($"A batch header has {BatchHeader.EncodedSize} bytes, not {header.Length}.", nameof(header));

    /// <summary>The calldata of <c>proveBatches</c>.</summary>
    public static byte[] ProveCalldata(ulong from, ulong to, ReadOnlySpan<byte> proof) => new AbiEncoder().Word(from).Word(to).Bytes(proof).ToArray(RollupAbi.ProveBatches.Selector);

    /// <summary>The calldata of the verifier's <c>verify</c> for a final proof's file.</summary>
    public static byte[] VerifyCalldata(ReadOnlySpan<byte> finalProof) => new AbiEncoder().Words(finalProof[..ProofHeadBytes]).Bytes(finalProof[ProofHeadBytes..]).ToArray(RollupAbi.Verify.Selector);

    private Task<IReadOnlyList<L1Log>> LogsAsync(AbiSignature e, ulong from, ulong to, CancellationToken cancellation) =>
        l1.GetLogsAsync(new L1LogFilter(address, e.Topic), Math.Max(from, deployedAtBlock), to, cancellation);

    private async Task<byte[]> ViewAsync(AbiSignature view, byte[] arguments, L1BlockTag tag, CancellationToken cancellation, int words = 1)
    {
        byte[] result = await l1.CallAsync(new L1Call(address, (byte[])[.. view.Selector, .. arguments]), tag, cancellation);
        return result.Length == 32 * words
            ? result
            : throw new L1MalformedException($"{view.Text} returned {result.Length} bytes: is there a RollupChain at this address?");
    }

    private static ulong ReadUInt64(byte[] word)
    {
        U256 value = U256.ReadBigEndian(word);
        return value.IsUInt64 ? value.L0 : throw new L1MalformedException("A number of the contract does not fit in 64 bits.");
    }
}
