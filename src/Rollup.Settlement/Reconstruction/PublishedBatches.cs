using System.Runtime.CompilerServices;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Settlement.Reconstruction;

/// <summary>
/// Reads all committed batches from L1 alone: the events say which transactions committed them, those transactions' calldata holds headers
/// and data (the contract accepts direct calls only). Nothing is believed: hashes lead from the contract's last batch hash to every byte.
/// </summary>
public sealed class PublishedBatches(L1Client l1, RollupContract rollup)
{
    /// <summary>The batches 1, 2, … in order, up to the last one committed at <paramref name="tag"/>.</summary>
    /// <exception cref="ReconstructionException">Something does not fit what the contract holds.</exception>
    /// <exception cref="L1Exception">L1 cannot be read.</exception>
    public async IAsyncEnumerable<PublishedBatch> ReadAsync(L1BlockTag tag, [EnumeratorCancellation] CancellationToken cancellation)
    {
        L1Block head = await l1.GetBlockAsync(tag, cancellation) ?? throw new L1MalformedException($"The chain has no {tag} block.");
        ulong last = await rollup.LastCommittedBatchAsync(L1BlockTag.Exactly(head.Hash), cancellation);

        // A number that was reverted and committed again has several events; the last one counts.
        var commits = new Dictionary<ulong, BatchCommitted>();
        foreach (BatchCommitted commit in await rollup.CommitsAsync(0, head.Number, cancellation))
            commits[commit.Number] = commit;

        Dictionary<Hash256, Hash256>? published = null;
        Hash256 parent = await rollup.BatchHashAsync(0, L1BlockTag.Exactly(head.Hash), cancellation);
        for (ulong number = 1; number <= last; number++)
        {
            if (!commits.TryGetValue(number, out BatchCommitted? commit))
                throw new ReconstructionException(number, "L1 has no event of its commit");
            byte[] input = await ReadInputAsync(number, commit.Log.TransactionHash, cancellation);
            (BatchHeader header, byte[]? data) = ReadCommit(number, input);
            if (header.Number != number || HashHeader(header) != commit.BatchHash)
                throw new ReconstructionException(number, "the header in the calldata is not the committed one");
            if (header.ParentHash != parent)
                throw new ReconstructionException(number, "its parent is not the batch before it");
            if (data is null)
            {
                published ??= await ReadPublishedAsync(head.Number, cancellation);
                data = published.TryGetValue(header.DataHash, out Hash256 transaction)
                    ? ReadPublished(number, await ReadInputAsync(number, transaction, cancellation))
                    : throw new ReconstructionException(number, "its data was never published");
            }

            if (HashData(data) != header.DataHash)
                throw new ReconstructionException(number, "the data is not what the header commits to");
            parent = commit.BatchHash;
            yield return new PublishedBatch(header, commit.BatchHash, data);
        }

        if (parent != await rollup.BatchHashAsync(last, L1BlockTag.Exactly(head.Hash), cancellation))
            throw new ReconstructionException(last, "the events end with another batch than the contract");
    }

    private async Task<byte[]> ReadInputAsync(ulong number, Hash256 transaction, CancellationToken cancellation)
    {
        L1Transaction found = await l1.GetTransactionAsync(transaction, cancellation)
            ?? throw new ReconstructionException(number, $"L1 does not return transaction {transaction.ToHex()}");
        return found.To == rollup.Address
            ? found.Input
            : throw new ReconstructionException(number, $"transaction {transaction.ToHex()} does not call the contract");
    }

    private async Task<Dictionary<Hash256, Hash256>> ReadPublishedAsync(ulong head, CancellationToken cancellation)
    {
        var transactions = new Dictionary<Hash256, Hash256>();
        foreach (L1Log log in await rollup.PublishedDataAsync(0, head, cancellation))
            transactions[log.Topics[1]] = log.TransactionHash;
        return transactions;
    }

    // The header of the batch, and its data if that is in the same calldata.
    private static (BatchHeader Header, byte[]? Data) ReadCommit(ulong number, byte[] input)
    {
        try
        {
            if (AbiCodec.TryReadCall(input, out CommitBatchFunction? commit))
                return (commit.Header.ToHeader(), commit.Data);
            if (AbiCodec.TryReadCall(input, out CommitAndProveFunction? fallback) && fallback.Headers.Find(header => header.Number == number) is { } found)
                return (found.ToHeader(), null);
        }
        catch (FormatException e)
        {
            throw new ReconstructionException(number, $"the calldata of its commit is malformed: {e.Message}");
        }

        throw new ReconstructionException(number, "the calldata of its commit holds no header of it");
    }

    private static byte[] ReadPublished(ulong number, byte[] input)
    {
        try
        {
            return AbiCodec.TryReadCall(input, out PublishDataFunction? published)
                ? published.Data
                : throw new ReconstructionException(number, "its data was published by another function");
        }
        catch (FormatException e)
        {
            throw new ReconstructionException(number, $"the calldata of its data is malformed: {e.Message}");
        }
    }

    private static Hash256 HashHeader(in BatchHeader header)
    {
        var host = default(SoftwareHost);
        return header.Hash(ref host);
    }

    private static Hash256 HashData(byte[] data)
    {
        var host = default(SoftwareHost);
        return DataHash.OfCalldata(ref host, data);
    }
}

/// <summary>A committed batch as L1 alone shows it: its header, the header's hash, and the data that its data hash commits to.</summary>
public sealed record PublishedBatch(BatchHeader Header, Hash256 Hash, byte[] Data);
