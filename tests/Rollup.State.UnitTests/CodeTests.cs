using Npgsql;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.State.Codes;
using Rollup.Storage;
using Rollup.Storage.StateData;
using Rollup.Testing;

namespace Rollup.State.UnitTests;

public class CodeTests
{
    private static readonly Address Contract = Address.FromU256(500);

    /// <summary>PUSH1 0x5b, JUMPDEST, JUMPDEST, PUSH32 cut off by the end.</summary>
    private static readonly byte[] Code = [0x60, 0x5b, 0x5b, 0x5b, 0x7f, 0x5b];

    private static Hash256 CodeHash => Keccak256.Hash(Code);

    [Fact]
    public void Code_is_laid_out_for_the_machine_and_stays_in_place()
    {
        CodeView view = new ContractCode(Code).View;
        view.AsSpan().ToArray().ShouldBe(Code);
        Enumerable.Range(0, 8).Select(i => view.IsJumpDestination((ulong)i)).ShouldBe([false, false, true, true, false, false, false, false]);

        List<ContractCode> codes = [.. Enumerable.Range(0, 200).Select(i => new ContractCode([(byte)i, .. Code]))];
        CodeView[] before = [.. codes.Select(code => code.View)];
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        for (int i = 0; i < codes.Count; i++)
            before[i].AsSpan().ToArray().ShouldBe([(byte)i, .. Code]);
        GC.KeepAlive(codes);
    }

    [Fact]
    public void An_overlay_gives_the_code_added_to_it_and_remembers_only_what_it_read_from_below()
    {
        using ChainState state = Open(out _);
        StateOverlay block = state.BeginBlock();
        OverlayAccess access = block.Access;
        Hash256 system = SystemCodeHash(state);
        access.TryGetCode(in system, out CodeView invalid).ShouldBeTrue();
        invalid.AsSpan().ToArray().ShouldBe([ProtocolConstants.SystemAccountCode]);
        access.TrySetCode(CodeHash, Code).ShouldBeTrue();
        access.TryGetCode(CodeHash, out CodeView own).ShouldBeTrue();
        own.AsSpan().ToArray().ShouldBe(Code);

        block.CodesRead.ShouldBe([system]);
        block.CodesCreated.Keys.ShouldBe([CodeHash]);
        Should.Throw<InvalidDataException>(() => state.ReadCode(CodeHash));
    }

    [Fact]
    public void A_batch_asks_for_the_code_that_its_blocks_read_unless_an_earlier_one_of_them_created_it()
    {
        using ChainState state = Open(out MemoryStateStore store);
        Hash256 system = SystemCodeHash(state);

        Create(state, store, 1);
        StateOverlay second = state.BeginBlock();
        _ = second.ReadCode(CodeHash);
        BlockDiff diff = state.Commit(2, Chain.HashOf(2), second);
        diff.CodesRead.ShouldBe([CodeHash]);
        SealedBatch first = state.Seal(1, state.BeginBlock());
        first.CodesRead.ShouldBeEmpty();
        store.Write(first);
        state.Complete(first);

        // Read in the next batch, again after a restart from the stored diffs.
        StateOverlay third = state.BeginBlock();
        _ = third.ReadCode(CodeHash);
        diff = BlockDiff.Decode(state.Commit(3, Chain.HashOf(3), third).Encode());
        state.Reopen([diff]);
        StateOverlay system4 = state.BeginBlock();
        _ = system4.ReadCode(in system);
        state.Seal(2, system4).CodesRead.ShouldBe([CodeHash, system], ignoreOrder: true);
    }

    [Fact]
    public void Code_that_an_old_account_has_is_asked_for_even_if_the_block_that_reads_it_gives_it_to_another_one()
    {
        using ChainState state = Open(out MemoryStateStore store);
        Create(state, store, 1);
        SealedBatch first = state.Seal(1, state.BeginBlock());
        store.Write(first);
        state.Complete(first);

        StateOverlay block = state.BeginBlock();
        _ = block.ReadCode(CodeHash);
        block.AddCode(CodeHash, Code);
        block.Write(StateKey.Account(Address.FromU256(501)), StateValue.OfAccount(new AccountState(1, default, CodeHash, default, (uint)Code.Length)));
        _ = state.Commit(2, Chain.HashOf(2), block);
        state.Seal(2, state.BeginBlock()).CodesRead.ShouldBe([CodeHash]);
    }

    [Fact]
    public void Block_hashes_come_from_the_open_batch_and_before_it_from_the_ring()
    {
        using ChainState state = Open(out MemoryStateStore store);
        for (ulong block = 1; block <= 3; block++)
        {
            AskForHashes(state, block);
            _ = state.Commit(block, Chain.HashOf(block), state.BeginBlock());
        }

        StateOverlay ring = state.BeginBlock();
        for (ulong block = 1; block <= 3; block++)
            _ = ring.Access.TrySetSlot(ProtocolConstants.BlockHashes, block, Chain.HashOf(block).ToU256());
        SealedBatch batch = state.Seal(1, ring);
        AskForHashes(state, 4);
        store.Write(batch);
        state.Complete(batch);
        AskForHashes(state, 4);
        state.Reopen([]);
        StateOverlay overlay = AskForHashes(state, 4);
        overlay.Entries.Keys.ShouldContain(StateKey.StorageSlot(ProtocolConstants.BlockHashes, 2));

        // The view of an earlier block does not know later ones.
        _ = state.Commit(4, Chain.HashOf(4), state.BeginBlock());
        _ = state.Commit(5, Chain.HashOf(5), state.BeginBlock());
        state.At(4)!.FindBlockHash(4).ShouldBe(Chain.HashOf(4));
        state.At(4)!.FindBlockHash(5).ShouldBeNull();
        _ = AskForHashes(state, 6);
    }

    [Fact]
    public async Task Stored_code_is_read_back_and_may_be_stored_twice()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using Database dataSource = new(database.ConnectionString);
        PostgresStateStore store = new(dataSource);
        store.ReadCode(CodeHash).ShouldBeNull();
        CodeRow row = new(CodeHash, Code);
        await using (NpgsqlConnection connection = await dataSource.OpenAsync(CancellationToken.None))
        {
            await CodeWriter.WriteAsync(connection, [row, row], CancellationToken.None);
            await CodeWriter.WriteAsync(connection, [row], CancellationToken.None);
        }

        store.ReadCode(CodeHash).ShouldBe(Code);
    }

    [Fact]
    public void A_full_cache_forgets_and_reads_again()
    {
        MemoryStateStore store = new();
        SealedBatch genesis = GenesisState.Create(new Dictionary<Address, U256>());
        byte[][] codes = [.. Enumerable.Range(0, 100).Select(i => (byte[])[(byte)i, .. Code])];
        store.Write(genesis with { Codes = [.. codes.Select(code => new CodeRow(Keccak256.Hash(code), code))] });
        using ChainState state = ChainState.Open(store, new ChainStateOptions { CachedCodeBytes = 1_000 }, []);
        for (int round = 0; round < 3; round++)
        {
            foreach (byte[] code in codes)
                state.ReadCode(Keccak256.Hash(code)).Bytes.ToArray().ShouldBe(code);
        }
    }

    private static ChainState Open(out MemoryStateStore store)
    {
        store = new MemoryStateStore();
        store.Write(GenesisState.Create(new Dictionary<Address, U256>()));
        return ChainState.Open(store, new ChainStateOptions(), []);
    }

    private static Hash256 SystemCodeHash(ChainState state) => state.GetAccount(ProtocolConstants.Messenger).CodeHash;

    /// <summary>A block that creates the contract.</summary>
    private static void Create(ChainState state, MemoryStateStore store, ulong number)
    {
        StateOverlay block = state.BeginBlock();
        block.AddCode(CodeHash, Code);
        block.Write(StateKey.Account(in Contract), StateValue.OfAccount(new AccountState(1, default, CodeHash, default, (uint)Code.Length)));
        store.Write(block.CodesCreated);
        _ = state.Commit(number, Chain.HashOf(number), block);
    }

    /// <summary>Asks in block <paramref name="number"/> for the hashes of all earlier blocks; the genesis block's is not kept.</summary>
    private static StateOverlay AskForHashes(ChainState state, ulong number)
    {
        StateOverlay overlay = state.BeginBlock();
        overlay.ReadBlockHash(0).ShouldBe(Hash256.Zero);
        for (ulong block = 1; block < number; block++)
            overlay.ReadBlockHash(block).ShouldBe(Chain.HashOf(block));
        return overlay;
    }
}
