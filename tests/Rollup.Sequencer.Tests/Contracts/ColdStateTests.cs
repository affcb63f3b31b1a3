using Rollup.Execution.Blocks;
using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Sequencer.Blocks;
using Rollup.State;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests.Contracts;

/// <summary>Blocks whose transactions read what is not in memory.</summary>
public sealed class ColdStateTests
{
    private static readonly Address Reader = Address.FromU256(0xc01d);

    /// <summary>The number of the slot to begin with is in the data; each slot names the next one, four times, and what the last holds is returned.</summary>
    private static readonly byte[] ReaderCode = Convert.FromHexString("5f3554545454" + "5f5260205ff3");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_many_transactions_read_is_loaded_in_one_query(int threads)
    {
        CountingStateStore store = CreateStore(accounts: 500);
        IReadOnlyList<ExecutedTransaction> results = Execute(store, threads, [.. Enumerable.Range(1, 500).Select(i => Transfer((ulong)i))]);
        results.Count.ShouldBe(500);
        results.ShouldAllBe(result => result.Result.Succeeded);
        store.SingleReads.ShouldBeLessThan(100);
        store.Queries.ShouldBe(1);
    }

    [Fact]
    public void What_few_transactions_read_is_loaded_without_executing_again()
    {
        CountingStateStore store = CreateStore(accounts: 20);
        Execute(store, threads: 1, [.. Enumerable.Range(1, 20).Select(i => Transfer((ulong)i))]).Count.ShouldBe(20);
        store.SingleReads.ShouldBe(20 + 2, "senders, recipient, fee vault");
        store.Queries.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Reads_that_lead_from_one_to_the_next_come_out_as_with_everything_in_memory(int threads)
    {
        BlockTransaction[] calls = [.. Enumerable.Range(1, 400).Select(i => Call((ulong)i, slot: (ulong)i))];
        CountingStateStore cold = CreateStore(accounts: 400);
        CountingStateStore warm = CreateStore(accounts: 400);
        IReadOnlyList<ExecutedTransaction> expected = Execute(warm, threads: 1, calls, everythingIsLoaded: true);
        warm.SingleReads.ShouldBe(0);
        expected.ShouldAllBe(result => result.Result.Succeeded);
        IReadOnlyList<ExecutedTransaction> actual = Execute(cold, threads, calls);
        actual.Select(result => result.Result).ShouldBe(expected.Select(result => result.Result));
        cold.Queries.ShouldBeInRange(1, 8);
        cold.SingleReads.ShouldBeLessThan(600, "of 805 entries");
    }

    private static IReadOnlyList<ExecutedTransaction> Execute(CountingStateStore store, int threads, BlockTransaction[] transactions, bool everythingIsLoaded = false)
    {
        using ChainState chain = ChainState.Open(store, new ChainStateOptions(), []);
        if (everythingIsLoaded)
        {
            chain.Prefetch([.. Keys(transactions.Length)]);
            chain.Prefetch([StateKey.Account(TestChain.DefaultConfig.FeeVault)]);
        }

        using var executor = new BlockExecutor(chain, new SenderMemo(16), threads, new TestClock());
        BlockContext context = new() { Config = TestChain.DefaultConfig, Number = 1, Timestamp = 1, BaseFee = 1_000_000 };
        EvmBlock block = context.ToEvmBlock();
        return [.. executor.Execute(chain.BeginBlock(), in block, transactions, new BlockRoom(context.Config.BlockGasLimit, 1_000_000)).Transactions];
    }

    private static BlockTransaction Transfer(ulong account) =>
        new(new TestAccount(account).Transfer(0, Address.FromU256(0xdead), 1), new TestAccount(account).Address);

    private static BlockTransaction Call(ulong account, ulong slot) =>
        new(new TestAccount(account).Transfer(0, Reader, 0, gas: 50_000, data: U256Bytes(slot)), new TestAccount(account).Address);

    private static byte[] U256Bytes(U256 value)
    {
        byte[] bytes = new byte[U256.Size];
        value.WriteBigEndian(bytes);
        return bytes;
    }

    private static IEnumerable<StateKey> Keys(int accounts) =>
    [
        StateKey.Account(in Reader),
        .. Enumerable.Range(1, accounts).Select(i => StateKey.Account(new TestAccount((ulong)i).Address)),
        .. Enumerable.Range(1, accounts + 4).Select(i => StateKey.StorageSlot(in Reader, (ulong)i)),
    ];

    private static CountingStateStore CreateStore(int accounts)
    {
        CountingStateStore store = new();
        NativeHost host = default;
        Hash256 hash = Keccak256.Hash(ReaderCode);
        store.Add(in hash, ReaderCode);
        var reader = new AccountState(1, default, in hash, CodeCommitment.Compute(ref host, ReaderCode), (uint)ReaderCode.Length);
        foreach (StateKey key in Keys(accounts))
        {
            StateValue value = !key.IsAccount ? StateValue.OfSlot(key.Slot + 1)
                : StateValue.OfAccount(key.Address == Reader ? reader : new AccountState(0, 1_000_000_000_000_000_000));
            store.Add(in key, in value);
        }

        return store;
    }
}
