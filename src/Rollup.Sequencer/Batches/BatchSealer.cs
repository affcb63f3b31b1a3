using System.Runtime.InteropServices;
using Rollup.Ethereum.Hex;
using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;
using Rollup.State;
using Rollup.State.Witness;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Lease;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;

namespace Rollup.Sequencer.Batches;

/// <summary>
/// Seals batches. First the tree is updated, because the next batch's blocks need its root. Then, while those blocks are being made, the witness is
/// built, the kernel's transition run on it and compared, and batch, witness and tree stored in one database transaction. One batch at a time.
/// </summary>
internal sealed class BatchSealer
{
    private const int SmallestArena = 1 << 20;
    private const long LargestArena = int.MaxValue - 7;

    private readonly ChainConfig _config;
    private readonly ChainState _state;
    private readonly PostgresStateStore _store;
    private readonly SequencerLease _lease;
    private readonly SenderMemo _memo;
    private readonly TimeProvider _time;
    private BatchHeader _parent;
    private Hash256 _parentHash;

    /// <param name="config">The chain.</param>
    /// <param name="parent">The newest sealed batch.</param>
    /// <param name="parentHash">Its hash.</param>
    /// <param name="state">The latest state.</param>
    /// <param name="store">Where the state is kept.</param>
    /// <param name="lease">The lease under which batches are written.</param>
    /// <param name="memo">Senders recovered at submission, which the check of the batch need not recover again.</param>
    /// <param name="time">Clock.</param>
    public BatchSealer(in ChainConfig config, in BatchHeader parent, Hash256 parentHash, ChainState state, PostgresStateStore store, SequencerLease lease, SenderMemo memo, TimeProvider time)
    {
        _config = config;
        _parent = parent;
        _parentHash = parentHash;
        _state = state;
        _store = store;
        _lease = lease;
        _memo = memo;
        _time = time;
    }

    /// <summary>The verification and storing of the batch sealed last; complete if there is none.</summary>
    public Task Storing { get; private set; } = Task.CompletedTask;

    /// <summary>Seals a batch of at least one block, once the one before is stored. <see cref="Storing"/> goes on after the call.</summary>
    /// <returns>The next batch, empty.</returns>
    /// <exception cref="BatchMismatchException">The kernel came to another result for the batch before; nothing of it is stored.</exception>
    /// <exception cref="LeaseLostException">Another sequencer leads.</exception>
    public async Task<OpenBatch> SealAsync(OpenBatch batch, CancellationToken cancellation)
    {
        await Storing;
        long started = _time.GetTimestamp();
        SealedBatch sealedState = _state.Seal(batch.Number, BlockHashWrites(batch));
        _ = Record("tree", started);
        Storing = Task.Run(() => VerifyAndStoreAsync(batch, sealedState, cancellation), cancellation);
        return new OpenBatch(batch.Number + 1, sealedState.Checkpoint, batch.Head, batch.Queue);
    }

    private async Task VerifyAndStoreAsync(OpenBatch batch, SealedBatch sealedState, CancellationToken cancellation)
    {
        long started = _time.GetTimestamp();
        byte[] witness = BuildWitness(batch, sealedState);
        (BatchHeader header, byte[] data) = Verify(batch, sealedState, witness);
        started = Record("verify", started);

        Hash256 hash = HashOf(in header);
        var row = new BatchRow(header.Number, hash, Encode(in header), header.FirstBlock, header.LastBlock, LeavesOf(batch), _time.GetUtcNow());
        await using (FencedTransaction transaction = await _lease.BeginTransactionAsync(cancellation))
        {
            await BatchWriter.WriteAsync(transaction, row, data, witness, cancellation);
            await _store.WriteAsync(transaction.Connection, sealedState.Stored, cancellation);
            await BlockWriter.ReplaceStateDiffAsync(transaction, header.LastBlock, sealedState.LastBlockDiff!.Encode(), cancellation);
            await transaction.CommitAsync(cancellation);
        }

        _state.Complete(sealedState);
        _parent = header;
        _parentHash = hash;
        _ = Record("store", started);
    }

    /// <summary>Records a step that began at <paramref name="started"/>; returns where the next one begins.</summary>
    private long Record(string step, long started)
    {
        long now = _time.GetTimestamp();
        SequencerMetrics.RecordSeal(step, _time.GetElapsedTime(started, now));
        return now;
    }

    /// <summary>What the batch itself writes: the hashes of its last 256 blocks into their slots of the ring.</summary>
    private StateOverlay BlockHashWrites(OpenBatch batch)
    {
        StateOverlay overlay = _state.BeginBlock();
        OverlayAccess access = overlay.Access;
        foreach (BatchBlock block in batch.Blocks.TakeLast(ProtocolConstants.BlockHashRing))
            _ = access.TrySetSlot(ProtocolConstants.BlockHashes, block.Header.Number % ProtocolConstants.BlockHashRing, block.Hash.ToU256());
        return overlay;
    }

    private byte[] BuildWitness(OpenBatch batch, SealedBatch sealedState)
    {
        var writer = new BatchWitnessWriter(in _config, in _parent, batch.ParentBlock, batch.Head.Timestamp);
        foreach (BatchBlock block in batch.Blocks)
        {
            int items = block.Transactions.TakeWhile(raw => raw.Span[0] == QueueItem.TransactionType).Count();
            writer.AddBlock(block.Header.Timestamp, items, block.Transactions.Count - items);
            for (int i = 0; i < block.Transactions.Count; i++)
            {
                ReadOnlySpan<byte> raw = block.Transactions[i].Span;
                if (i < items) writer.AddQueueItem(QueueItemCodec.Decode(raw));
                else writer.AddTransaction(raw);
            }
        }

        foreach (Hash256 hash in sealedState.CodesRead) writer.AddCode(_state.ReadCode(in hash).Bytes.Span);
        return writer.Finish(sealedState.Witness);
    }

    /// <summary>Runs the kernel and compares what it returns with the node's own header, of which only the data hash is the kernel's.</summary>
    private (BatchHeader Header, byte[] Data) Verify(OpenBatch batch, SealedBatch sealedState, byte[] witness)
    {
        var host = new NativeHost(_memo);
        using var evm = new EvmMemory();

        // The state is what takes room; the transactions, whose calldata may be much longer, are read where they lie.
        for (long size = Math.Clamp(8L * sealedState.Witness.Length, SmallestArena, LargestArena); ; size = Math.Min(2 * size, LargestArena))
        {
            // The kernel keeps pointers into it.
            Span<byte> arena = MemoryMarshal.AsBytes(GC.AllocateArray<ulong>((int)(size / sizeof(ulong)), pinned: true).AsSpan());
            BatchResult result = BatchTransition.Run(ref host, ref evm.Machine, witness, arena, out BatchOutput output);
            if (result.Failure == BatchFailure.ArenaExhausted && size < LargestArena) continue;
            if (!result.IsSuccess)
                throw new BatchMismatchException($"Batch {batch.Number}: the kernel refuses the witness: {result.Failure} in block {result.Block}, transaction {result.Transaction} ({result.StateFailure}, {result.InvalidReason}, {result.TransactionError}).");

            BatchHeader own = OwnHeader(batch, sealedState.Checkpoint, DataHash.OfCalldata(ref host, output.Data));
            var expected = new PublicInput
            {
                L1ChainId = _config.L1ChainId,
                Rollup = _config.Rollup,
                ParentHash = _parentHash,
                BatchHash = own.Hash(ref host),
            };
            if (expected != output.PublicInput)
                throw new BatchMismatchException($"Batch {own.Number}: the node arrives at state root {own.StateRoot.ToHex()} and batch hash {expected.BatchHash.ToHex()}, the kernel at {output.Header.StateRoot.ToHex()} and {output.PublicInput.BatchHash.ToHex()} on {output.PublicInput.ParentHash.ToHex()}.");
            return (own, output.Data.ToArray());
        }
    }

    private BatchHeader OwnHeader(OpenBatch batch, Checkpoint checkpoint, in Hash256 dataHash)
    {
        var host = new NativeHost(null);
        var messages = default(MessageTree);
        foreach (Hash256 leaf in batch.MessageLeaves) _ = messages.TryAppend(ref host, in leaf);
        return new BatchHeader
        {
            Version = ProtocolConstants.Version,
            ConfigHash = _parent.ConfigHash,
            Number = batch.Number,
            FirstBlock = _parent.LastBlock + 1,
            LastBlock = batch.Head.Number,
            Timestamp = batch.Head.Timestamp,
            ParentHash = _parentHash,
            StateRoot = checkpoint.Root.ToHash256(),
            NextIndex = checkpoint.NextIndex,
            LastBlockHash = batch.Blocks[^1].Hash,
            MessageRoot = messages.Root(ref host),
            MessageCount = (ulong)batch.MessageLeaves.Count,
            QueuePosition = batch.Queue.Index,
            QueueRollingHash = batch.Queue.RollingHash,
            DataHash = dataHash,
        };
    }

    private static Hash256 HashOf(in BatchHeader header)
    {
        var host = new NativeHost(null);
        return header.Hash(ref host);
    }

    private static byte[] Encode(in BatchHeader header)
    {
        var encoded = new byte[BatchHeader.EncodedSize];
        header.Encode(encoded);
        return encoded;
    }

    private static byte[] LeavesOf(OpenBatch batch)
    {
        Hash256[] leaves = [.. batch.MessageLeaves];
        return MemoryMarshal.AsBytes(leaves.AsSpan()).ToArray();
    }
}

/// <summary>
/// The kernel's transition over a batch's witness does not arrive where the node did. One of them is wrong, so nothing may be posted and no further
/// block be built: an operator has to look.
/// </summary>
public sealed class BatchMismatchException : Exception
{
    /// <param name="message">The batch and both results.</param>
    public BatchMismatchException(string message) : base(message)
    {
    }
}
