using System.Runtime.InteropServices;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Chain;
using Rollup.Storage.Lease;

namespace Rollup.Settlement.Reconstruction;

/// <summary>
/// Writes rebuilt batches to a database, from which a node continues the chain. It holds the lease meanwhile, and may be interrupted and begun again at any
/// time. What L1 does not have is lost: transactions and receipts of earlier blocks, and everything after the last commit.
/// </summary>
public sealed class LedgerRestoration : IAsyncDisposable
{
    private readonly Database _database;
    private readonly ChainConfig _config;
    private readonly SequencerLease _lease;
    private readonly TimeProvider _time;
    private readonly BatchRow _newest;

    private LedgerRestoration(Database database, in ChainConfig config, SequencerLease lease, BatchRow newest, TimeProvider time)
    {
        _database = database;
        _config = config;
        _lease = lease;
        _newest = newest;
        _time = time;
    }

    /// <summary>Takes the lease of a database that holds the genesis, or what an earlier restoration has written.</summary>
    /// <exception cref="RestorationException">Another process leads, or the database holds blocks of a chain that was in use.</exception>
    public static async Task<LedgerRestoration> BeginAsync(Database database, ChainConfig config, TimeProvider time, CancellationToken cancellation)
    {
        SequencerLease lease = await SequencerLease.TryAcquireAsync(database, LeaseHolder.Here(), time, cancellation)
            ?? throw new RestorationException("a sequencer leads on this database: stop it first");
        try
        {
            BatchRow newest = await new BatchReader(database).GetLatestAsync(cancellation) ?? throw new RestorationException("the database holds no genesis");
            BlockRow head = (await new BlockReader(database).GetHeadAsync(cancellation))!;
            if (head.Number != newest.LastBlock || (head.Number > 0 && head.TransactionCount > 0))
                throw new RestorationException($"the database holds {head.Number} blocks of a chain that was in use: give it a new, empty database and keep the old one");
            return new LedgerRestoration(database, in config, lease, newest, time);
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes the next batch, unless an earlier restoration has written it.</summary>
    /// <param name="batch">The batch and its state.</param>
    /// <param name="lastBlock">Its last block.</param>
    /// <param name="cancellation">Stops the work; what is written by then stays.</param>
    /// <exception cref="RestorationException">The database holds another batch of this number.</exception>
    public async Task WriteAsync(ReconstructedBatch batch, BlockHeader lastBlock, CancellationToken cancellation)
    {
        BatchHeader header = batch.Published.Header;
        if (header.Number <= _newest.Number)
        {
            if (header.Number == _newest.Number && _newest.Hash != batch.Published.Hash)
                throw new RestorationException($"the database holds another batch {header.Number} than L1");
            return;
        }

        byte[] encoded = new byte[BatchHeader.EncodedSize];
        header.Encode(encoded);
        var row = new BatchRow(header.Number, batch.Published.Hash, encoded, header.FirstBlock, header.LastBlock, LeavesOf(batch.Published.Data), _time.GetUtcNow());
        await ChainLedger.WriteRebuiltAsync(_database, _lease, row, batch.Published.Data, batch.State.Stored, ToCommit(in header, in lastBlock), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lease.DisposeAsync();

    private byte[] LeavesOf(byte[] data)
    {
        var host = default(SoftwareHost);
        List<Hash256> leaves = [];
        bool isOpen = BatchDataReader.TryOpen(data, out BatchDataReader reader);
        while (isOpen && (ulong)leaves.Count < reader.MessageCount && reader.TryReadMessage(ref host, in _config, out SentMessage message))
            leaves.Add(message.Leaf);
        return MemoryMarshal.AsBytes(leaves.ToArray().AsSpan()).ToArray();
    }

    private static BlockCommit ToCommit(in BatchHeader batch, in BlockHeader block)
    {
        byte[] header = new byte[BlockHeader.MaxEncodedLength];
        int length = block.Encode(header);
        return new BlockCommit
        {
            Row = new BlockRow
            {
                Number = block.Number,
                Hash = batch.LastBlockHash,
                Header = header.AsMemory(0, length),
                Timestamp = block.Timestamp,
                GasUsed = block.GasUsed,
                GasLimit = block.GasLimit,
                BaseFee = block.BaseFeePerGas,
                TransactionHashes = ReadOnlyMemory<byte>.Empty,
                QueuePosition = batch.QueuePosition,
                QueueRollingHash = batch.QueueRollingHash,
                PendingFloor = 0,
            },
            TransactionIds = [],
            Receipts = [],
            StateDiff = new BlockDiff(block.Number, batch.LastBlockHash, new Dictionary<StateKey, EntryChange>(), [], []).Encode(),
        };
    }
}

/// <summary>The database cannot take the rebuilt chain; the message says why.</summary>
public sealed class RestorationException(string message) : Exception($"Nothing was written: {message}.");
