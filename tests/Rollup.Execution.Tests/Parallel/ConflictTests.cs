using Rollup.Execution.Blocks;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>What does not conflict is executed once; what does conflict comes out right nevertheless.</summary>
public sealed class ConflictTests
{
    private const int Count = 200;
    private const int Threads = 8;

    private static readonly Address Hot = Address.FromU256(0x407);

    private static readonly EvmBlock Block = new()
    {
        Coinbase = GeneratedBlock.Vault,
        Number = 1,
        GasLimit = 60_000_000,
        ChainId = TestTransaction.ChainId,
        BaseFee = 10,
        BlobBaseFee = 1,
    };

    [Fact]
    public void Transfers_of_distinct_senders_to_one_account_do_not_conflict_and_neither_do_their_tips()
    {
        MemoryState state = Funded();
        BlockTransaction[] transactions = [.. Enumerable.Range(0, Count).Select(i => new TestTransaction(Sender(i), 0, Hot) { Value = 5 }.Encode())];
        BlockResult result = Execute(state, transactions);
        result.Reexecutions.ShouldBe(0);
        Balance(result, Hot).ShouldBe((U256)(5UL * Count));
        Balance(result, GeneratedBlock.Vault).ShouldBe((U256)(3UL * 21_000 * Count));
    }

    [Fact]
    public void Token_transfers_between_distinct_accounts_do_not_conflict()
    {
        MemoryState state = Funded();
        Address token = Address.FromU256(0x70);
        state.Deploy(token, Contracts.Token);
        var transactions = new BlockTransaction[Count];
        for (int i = 0; i < Count; i++)
        {
            state.Store(token, Sender(i).ToU256(), 100);
            transactions[i] = new TestTransaction(Sender(i), 0, token) { Data = TransferOf(i, 30) }.Encode();
        }

        BlockResult result = Execute(state, transactions);
        result.Reexecutions.ShouldBe(0);
        result.Transactions.ShouldAllBe(transaction => transaction.Result.Succeeded && transaction.Logs.Length > 0);
        result.Changes.Slots.Count.ShouldBe(2 * Count);
    }

    [Fact]
    public void A_balance_is_read_with_all_credits_in_front_of_the_reader()
    {
        MemoryState state = Funded();
        Address reader = Address.FromU256(0x71);
        state.Deploy(reader, Contracts.BalanceReader);
        var transactions = new BlockTransaction[Count];
        for (int i = 0; i < Count; i++)
        {
            transactions[i] = i == Count / 2
                ? new TestTransaction(Sender(i), 0, reader) { Data = [.. new byte[12], .. Hot.AsSpan()] }.Encode()
                : new TestTransaction(Sender(i), 0, Hot) { Value = 5 }.Encode();
        }

        BlockResult result = Execute(state, transactions);
        U256 seen = result.Changes.Slots.Single(slot => slot.Key.Slot == U256.One).Value;
        seen.ShouldBe((U256)(5UL * Count / 2));
    }

    [Fact]
    public void A_chain_of_transfers_hands_one_coin_through_all_accounts()
    {
        var state = new MemoryState();
        U256 coin = 1_000_000_000_000;
        state.Fund(Sender(0), coin);
        U256 fee = 13 * 21_000;
        var transactions = new BlockTransaction[Count];
        for (int i = 0; i < Count; i++)
        {
            transactions[i] = new TestTransaction(Sender(i), 0, Sender(i + 1))
            {
                GasLimit = 21_000, MaxFeePerGas = 13, Value = coin - (fee * ((ulong)i + 1)),
            }.Encode();
        }

        BlockResult result = Execute(state, transactions);
        result.Transactions.ShouldAllBe(transaction => transaction.IsIncluded);
        Balance(result, Sender(Count)).ShouldBe(coin - (fee * Count));
    }

    [Fact]
    public void Transactions_of_one_sender_take_effect_in_the_order_of_their_nonces()
    {
        MemoryState state = Funded();
        BlockTransaction[] transactions = [.. Enumerable.Range(0, Count).Select(i => new TestTransaction(Sender(0), (ulong)(i == 100 ? 0 : i), Hot) { Value = 1 }.Encode())];
        BlockResult result = Execute(state, transactions);
        result.Transactions.Take(100).ShouldAllBe(transaction => transaction.IsIncluded);
        result.Transactions[100].Result.Reason.ShouldBe(InvalidReason.NonceTooLow);
        result.Transactions.Skip(101).ShouldAllBe(transaction => transaction.Result.Reason == InvalidReason.NonceTooHigh);
    }

    [Fact]
    public void The_block_ends_in_front_of_the_first_transaction_that_does_not_fit()
    {
        MemoryState state = Funded();
        BlockTransaction[] transactions = [.. Enumerable.Range(0, Count).Select(i => new TestTransaction(Sender(i), 0, Hot) { Value = 1, GasLimit = 21_000 }.Encode())];
        EvmBlock small = Block;
        small.GasLimit = (50 * 21_000) + 20_999;
        BlockResult result = Execute(state, transactions, small);
        result.Transactions.Count.ShouldBe(50);
        result.GasUsed.ShouldBe(50 * 21_000UL);
        Balance(result, Hot).ShouldBe((U256)50);
    }

    [Fact]
    public void A_failing_base_state_ends_the_block_with_its_exception()
    {
        BlockTransaction[] transactions = [.. Enumerable.Range(0, Count).Select(i => new TestTransaction(Sender(i), 0, Hot).Encode())];
        _ = Should.Throw<IOException>(() => Execute(new BrokenState(), transactions));
    }

    [Fact]
    public void An_executor_whose_base_state_failed_executes_the_next_block()
    {
        MemoryState state = Funded();
        BlockTransaction[] transactions = [.. Enumerable.Range(0, Count).Select(i => new TestTransaction(Sender(i), 0, Hot) { Value = 5 }.Encode())];
        using var codes = new CodeCache(1 << 20);
        using var executor = new ParallelExecutor<Osaka, SoftwareHost, NoPerturbation>(default, codes, Threads, default);
        _ = Should.Throw<IOException>(() => executor.Execute(new BrokenState(), Block, transactions));
        Balance(executor.Execute(state, Block, transactions), Hot).ShouldBe((U256)(5UL * Count));
    }

    [Fact]
    public void Calls_that_all_change_one_slot_are_right_before_and_after_that_is_learned()
    {
        MemoryState state = Funded();
        Address counter = Address.FromU256(0x72);
        state.Deploy(counter, Contracts.Counter);
        BlockTransaction[] transactions = [.. Enumerable.Range(0, Count).Select(i => new TestTransaction(Sender(i), 0, counter) { Data = new byte[36] }.Encode())];
        using var codes = new CodeCache(1 << 20);
        using var executor = new ParallelExecutor<Osaka, SoftwareHost, NoPerturbation>(default, codes, Threads, default);
        for (int block = 0; block < 20; block++)
        {
            BlockResult result = executor.Execute(state, Block, transactions);
            result.Changes.Slots.ShouldHaveSingleItem().Value.ShouldBe((U256)Count);
        }
    }

    private static MemoryState Funded()
    {
        var state = new MemoryState();
        for (int i = 0; i < Count; i++)
            state.Fund(Sender(i), 1_000_000_000);
        return state;
    }

    private static BlockResult Execute(IBaseState state, BlockTransaction[] transactions, EvmBlock? block = null)
    {
        using var codes = new CodeCache(1 << 20);
        using var executor = new ParallelExecutor<Osaka, SoftwareHost, SeededPerturbation>(
            default, codes, Threads, new SeededPerturbation(new SeededPerturbation.Source(1)));
        return executor.Execute(state, block ?? Block, transactions);
    }

    private static Address Sender(int i) => Address.FromU256(0xa000 + (ulong)i);

    private static byte[] TransferOf(int i, byte amount) => [.. new byte[12], .. Address.FromU256(0xb000 + (ulong)i).AsSpan(), .. new byte[31], amount];

    private static U256 Balance(BlockResult result, Address address) => result.Changes.Accounts.Single(account => account.Key == address).Value.Balance;
}
