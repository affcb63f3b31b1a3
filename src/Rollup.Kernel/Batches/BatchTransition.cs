using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>
/// The statement that is proven: witness bytes → <see cref="PublicInput"/>. The node runs it on every batch that it seals, the prover proves its run.
/// </summary>
public static unsafe class BatchTransition
{
    /// <summary>
    /// Executes the batch that <paramref name="witness"/> describes (<see cref="BatchWitness"/>). Any bytes give a typed result. The EVM works in
    /// <paramref name="machine"/>. Every other allocation comes from <paramref name="arena"/>, which begins at a multiple of eight. Four times the
    /// witness, twice the configured data size and 4 MB are enough for ordinary batches; with <see cref="BatchFailure.ArenaExhausted"/> the caller may
    /// try again with more.
    /// </summary>
    public static BatchResult Run<THost>(
        scoped ref THost host, scoped ref EvmMachine machine, ReadOnlySpan<byte> witness, Span<byte> arena, out BatchOutput output)
        where THost : struct, IHost
    {
        // Code in the arena is run by its address.
        fixed (byte* start = arena)
            return RunFixed(ref host, ref machine, witness, arena, out output);
    }

    private static BatchResult RunFixed<THost>(
        scoped ref THost host, scoped ref EvmMachine machine, ReadOnlySpan<byte> witness, Span<byte> arena, out BatchOutput output)
        where THost : struct, IHost
    {
        output = default;
        BatchFailure failure = BatchWitness.Open(ref host, witness, out BatchWitness batch);
        if (failure != BatchFailure.None)
            return failure;

        var room = new WitnessArena(arena);
        Hash256 parentRoot = batch.Parent.StateRoot;
        if (!Digest.TryRead(parentRoot.AsSpan(), out Digest root))
            return BatchFailure.InvalidParentHeader;
        StateFailure stateFailure = WitnessState.Open(ref host, batch.State, in root, ref room, out WitnessState entries);
        if (stateFailure != StateFailure.None)
            return Failed(BatchFailure.InvalidState, stateFailure);
        stateFailure = WitnessCodes.Open(ref host, batch.Codes, entries.Entries, entries.Seed, ref room, out WitnessCodes codes);
        if (stateFailure != StateFailure.None)
            return Failed(BatchFailure.InvalidState, stateFailure);
        if (!BatchExecution.TryBegin(in batch, ref room, out BatchExecution execution)
            || !BlockHashRing.TryCreate(batch.Parent.LastBlock + 1, batch.BlockCount, ref room, out BlockHashRing blockHashes))
            return BatchFailure.ArenaExhausted;

        machine.Seed = entries.Seed;
        var state = new BatchState(entries, codes, blockHashes, room);
        BatchResult result = execution.Run(ref machine, ref host, ref state);
        if (!result.IsSuccess)
            return result;
        room = state.Arena;
        ulong nextIndex = batch.Parent.NextIndex;
        stateFailure = entries.Update(ref host, ref nextIndex, ref room, out Digest newRoot);
        if (stateFailure != StateFailure.None)
            return Failed(BatchFailure.StateNotUpdated, stateFailure);
        failure = WriteData(in execution, in state, batch.Config.MaxDataBytes, ref room, out ReadOnlySpan<byte> data);
        if (failure != BatchFailure.None)
            return failure;

        var header = new BatchHeader
        {
            Version = ProtocolConstants.Version,
            ConfigHash = batch.Parent.ConfigHash,
            Number = batch.Parent.Number + 1,
            FirstBlock = batch.Parent.LastBlock + 1,
            LastBlock = execution.LastBlock.Number,
            Timestamp = batch.Timestamp,
            ParentHash = batch.ParentHash,
            StateRoot = newRoot.ToHash256(),
            NextIndex = nextIndex,
            LastBlockHash = execution.LastBlockHash,
            MessageRoot = execution.MessageRoot(ref host),
            MessageCount = (ulong)execution.Messages.Length,
            QueuePosition = execution.QueuePosition,
            QueueRollingHash = execution.QueueRollingHash,
            DataHash = DataHash.OfCalldata(ref host, data),
        };
        output = new BatchOutput
        {
            PublicInput = new PublicInput
            {
                L1ChainId = batch.Config.L1ChainId,
                Rollup = batch.Config.Rollup,
                ParentHash = batch.ParentHash,
                BatchHash = header.Hash(ref host),
            },
            Header = header,
            LastBlock = execution.LastBlock,
            Messages = execution.Messages,
            Data = data,
        };
        return result;
    }

    private static BatchFailure WriteData(
        scoped in BatchExecution execution, scoped in BatchState state, ulong maxLength, scoped ref WitnessArena arena, out ReadOnlySpan<byte> data)
    {
        data = default;
        if (!arena.TryTake(state.BlockHashCount - 1, out Span<Hash256> blockHashes))
            return BatchFailure.ArenaExhausted;
        ulong first = execution.LastBlock.Number - (ulong)blockHashes.Length;
        for (int i = 0; i < blockHashes.Length; i++)
            _ = state.TryGetBlockHash(first + (ulong)i, out blockHashes[i]);
        WitnessCodes codes = state.Codes;
        if (!BatchData.TryWrite(execution.LastBlock, blockHashes, execution.Messages, state.Entries.Entries, ref codes, ref arena, out data))
            return BatchFailure.ArenaExhausted;
        return (ulong)data.Length <= maxLength ? BatchFailure.None : BatchFailure.DataTooLarge;
    }

    private static BatchResult Failed(BatchFailure failure, StateFailure stateFailure) => new()
    {
        Failure = stateFailure == StateFailure.ArenaExhausted ? BatchFailure.ArenaExhausted : failure,
        StateFailure = stateFailure,
    };
}
