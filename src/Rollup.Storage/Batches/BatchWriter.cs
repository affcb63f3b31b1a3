using System.IO.Compression;
using Npgsql;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Lease;

namespace Rollup.Storage.Batches;

/// <summary>Writes sealed batches. The caller commits, so that the state's changes of the same batch share the transaction.</summary>
public static class BatchWriter
{
    /// <summary>Writes a batch with its L1 data and its witness.</summary>
    /// <param name="transaction">The lease holder's transaction.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="data">What is posted on L1.</param>
    /// <param name="witness">What <c>BatchTransition</c> runs on; stored compressed. Empty for the genesis batch, which has none.</param>
    /// <param name="cancellation">Stops the write; the transaction must then be rolled back.</param>
    public static Task WriteAsync(FencedTransaction transaction, BatchRow batch, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> witness, CancellationToken cancellation) =>
        WriteAsync(transaction.Connection, batch, data, witness, cancellation);

    /// <summary>Writes a batch on a transaction that the caller commits.</summary>
    internal static async Task WriteAsync(NpgsqlConnection connection, BatchRow batch, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> witness, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand(
            "INSERT INTO batches (number, hash, header, first_block, last_block, data, message_leaves, sealed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", connection)
        {
            Parameters =
            {
                Parameter.Of(batch.Number), Parameter.Of(batch.Hash), Parameter.Of(batch.Header), Parameter.Of(batch.FirstBlock),
                Parameter.Of(batch.LastBlock), Parameter.Of(data), Parameter.Of(batch.MessageLeaves), Parameter.Of(batch.SealedAt),
            },
        };
        await insert.ExecuteNonQueryAsync(cancellation);
        if (witness.IsEmpty) return;
        await using var insertWitness = new NpgsqlCommand("INSERT INTO witnesses (batch, compressed) VALUES ($1, $2)", connection)
        {
            Parameters = { Parameter.Of(batch.Number), Parameter.Of(Compress(witness)) },
        };
        await insertWitness.ExecuteNonQueryAsync(cancellation);
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> witness)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) brotli.Write(witness.Span);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }
}

/// <summary>A sealed batch without its large parts.</summary>
/// <param name="Number">Number; 0 is the genesis batch.</param>
/// <param name="Hash">Keccak of <paramref name="Header"/>.</param>
/// <param name="Header">ABI encoding of the batch header.</param>
/// <param name="FirstBlock">First block.</param>
/// <param name="LastBlock">Last block, inclusive.</param>
/// <param name="MessageLeaves">Leaves of the batch's L2→L1 messages in order, 32 bytes each.</param>
/// <param name="SealedAt">When it was sealed.</param>
public sealed record BatchRow(ulong Number, Hash256 Hash, ReadOnlyMemory<byte> Header, ulong FirstBlock, ulong LastBlock, ReadOnlyMemory<byte> MessageLeaves, DateTimeOffset SealedAt);
