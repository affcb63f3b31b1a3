using System.Numerics;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.FunctionEncoding.Attributes;
using Nethereum.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
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
    public Task<ulong> LastCommittedBatchAsync(L1BlockTag tag, CancellationToken cancellation) => ReadAsync<LastCommittedBatchFunction, ulong>(new(), tag, cancellation);

    /// <summary>The number of the last proven batch at <paramref name="tag"/>.</summary>
    public Task<ulong> LastFinalizedBatchAsync(L1BlockTag tag, CancellationToken cancellation) => ReadAsync<LastFinalizedBatchFunction, ulong>(new(), tag, cancellation);

    /// <summary>The hash of a committed batch; zero if it is not committed.</summary>
    public Task<Hash256> BatchHashAsync(ulong number, L1BlockTag tag, CancellationToken cancellation) => ReadHashAsync(new BatchHashFunction { Number = number }, tag, cancellation);

    /// <summary>Seconds after which a commit must have taken a queue item.</summary>
    public Task<ulong> InclusionDeadlineAsync(CancellationToken cancellation) => ReadAsync<InclusionDeadlineFunction, ulong>(new(), L1BlockTag.Latest, cancellation);

    /// <summary>Seconds by which a batch's time may lie behind that of its commit.</summary>
    public Task<ulong> MaxLagAsync(CancellationToken cancellation) => ReadAsync<MaxLagFunction, ulong>(new(), L1BlockTag.Latest, cancellation);

    /// <summary>What proves the batches of a version at <paramref name="tag"/>; null if nothing does.</summary>
    public async Task<Hash256?> ProgramKeyAsync(ulong version, L1BlockTag tag, CancellationToken cancellation)
    {
        string result = await CallAsync(new ProtocolVersionFunction { Version = version }, tag, words: 4, cancellation);
        ProtocolVersionOutput entry = Decode(() => new ProtocolVersionOutput().DecodeOutput(result));
        return HexFormat.ParseAddress(entry.Verifier) != Address.Zero && !entry.Disabled ? Hash256.FromSpan(entry.ProgramKey) : null;
    }

    /// <summary>How many items the queue has at <paramref name="tag"/>, and the rolling hash of all of them.</summary>
    public async Task<(ulong Length, Hash256 RollingHash)> QueueEndAsync(L1BlockTag tag, CancellationToken cancellation)
    {
        ulong length = await ReadAsync<QueueLengthFunction, ulong>(new(), tag, cancellation);
        return (length, await QueueRollingHashAsync(length, tag, cancellation));
    }

    /// <summary>The rolling hash of the queue's items before <paramref name="position"/>, which the queue at <paramref name="tag"/> must have.</summary>
    public Task<Hash256> QueueRollingHashAsync(ulong position, L1BlockTag tag, CancellationToken cancellation) =>
        ReadHashAsync(new QueueRollingHashFunction { Position = position }, tag, cancellation);

    /// <summary>The queue items announced in the blocks <paramref name="from"/> to <paramref name="to"/>, with their logs, in order.</summary>
    public async Task<IReadOnlyList<(QueueItemAdded Item, L1Log Log)>> QueueItemsAsync(ulong from, ulong to, CancellationToken cancellation)
    {
        IReadOnlyList<L1Log> logs = await LogsAsync<QueueItemAddedEvent>(from, to, cancellation);
        return [.. logs.Select(log => (QueueItemAdded.Read(log), log))];
    }

    /// <summary>The commits in the blocks <paramref name="from"/> to <paramref name="to"/>, in order; later ones of a number replace earlier ones.</summary>
    public async Task<IReadOnlyList<BatchCommitted>> CommitsAsync(ulong from, ulong to, CancellationToken cancellation)
    {
        IReadOnlyList<L1Log> logs = await LogsAsync<BatchCommittedEvent>(from, to, cancellation);
        return [.. logs.Select(BatchCommitted.Read)];
    }

    /// <summary>The logs of data published for the fallback in the blocks <paramref name="from"/> to <paramref name="to"/>.</summary>
    public Task<IReadOnlyList<L1Log>> PublishedDataAsync(ulong from, ulong to, CancellationToken cancellation) => LogsAsync<DataPublishedEvent>(from, to, cancellation);

    /// <summary>The calldata of <c>commitBatch</c> for an ABI-encoded <see cref="BatchHeader"/>.</summary>
    public static byte[] CommitCalldata(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data) => BatchHeader.TryDecode(header, out BatchHeader decoded)
        ? new CommitBatchFunction { Header = BatchHeaderTuple.Of(decoded), Data = data.ToArray() }.GetCallData()
        : throw new ArgumentException("These bytes are no batch header.", nameof(header));

    /// <summary>The calldata of <c>proveBatches</c>.</summary>
    public static byte[] ProveCalldata(ulong from, ulong to, ReadOnlySpan<byte> proof) => new ProveBatchesFunction { From = from, To = to, Proof = proof.ToArray() }.GetCallData();

    /// <summary>The calldata of the verifier's <c>verify</c> for a final proof's file; null if the file does not begin as one does.</summary>
    public static byte[]? VerifyCalldata(ReadOnlySpan<byte> finalProof)
    {
        const int Word = 32, AddressStart = (2 * Word) + Word - Address.Size;
        if (finalProof.Length < ProofHeadBytes || finalProof[(2 * Word)..AddressStart].ContainsAnyExcept((byte)0))
            return null;
        return new VerifyFunction
        {
            ProgramKey = finalProof[..Word].ToArray(),
            L1ChainId = new BigInteger(finalProof[Word..(2 * Word)], isUnsigned: true, isBigEndian: true),
            Rollup = Address.FromSpan(finalProof[AddressStart..(3 * Word)]).ToHex(),
            FromHash = finalProof[(3 * Word)..(4 * Word)].ToArray(),
            ToHash = finalProof[(4 * Word)..ProofHeadBytes].ToArray(),
            Proof = finalProof[ProofHeadBytes..].ToArray(),
        }.GetCallData();
    }

    private Task<IReadOnlyList<L1Log>> LogsAsync<TEvent>(ulong from, ulong to, CancellationToken cancellation)
        where TEvent : IEventDTO, new()
        => l1.GetLogsAsync(new L1LogFilter(address, HexFormat.ParseHash256(AbiCodec.TopicOf<TEvent>())), Math.Max(from, deployedAtBlock), to, cancellation);

    private async Task<Hash256> ReadHashAsync<TFunction>(TFunction view, L1BlockTag tag, CancellationToken cancellation)
        where TFunction : FunctionMessage, new()
        => Hash256.FromSpan(await ReadAsync<TFunction, byte[]>(view, tag, cancellation));

    private async Task<TResult> ReadAsync<TFunction, TResult>(TFunction view, L1BlockTag tag, CancellationToken cancellation)
        where TFunction : FunctionMessage, new()
    {
        string result = await CallAsync(view, tag, words: 1, cancellation);
        return Decode(() => new FunctionCallDecoder().DecodeSimpleTypeOutput<TResult>(new(FunctionAttribute.GetAttribute<TFunction>().ReturnType, 1), result));
    }

    /// <summary>What a view returns, in hex: all of them return static words.</summary>
    private async Task<string> CallAsync<TFunction>(TFunction view, L1BlockTag tag, int words, CancellationToken cancellation)
        where TFunction : FunctionMessage, new()
    {
        byte[] result = await l1.CallAsync(new L1Call(address, view.GetCallData()), tag, cancellation);
        return result.Length == 32 * words
            ? result.ToHex()
            : throw new L1MalformedException($"{typeof(TFunction).Name} returned {result.Length} bytes: is there a RollupChain at this address?");
    }

    private static T Decode<T>(Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new L1MalformedException($"What the contract returned cannot be decoded: {e.Message}", e);
        }
    }
}
