using Rollup.Execution.Blocks;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Tests.Parallel;

public sealed class SequentialExecutorTests
{
    private static readonly Address Sender = Address.FromU256(0xa11ce);
    private static readonly Address Contract = Address.FromU256(0xc0de);

    private readonly MemoryState _state = new();

    public SequentialExecutorTests() => _state.Fund(Sender, 1_000_000_000);

    [Fact]
    public void A_creation_stores_code_and_names_the_contract()
    {
        BlockResult result = Execute(new TestTransaction(Sender, 0, null) { Data = Contracts.Init(Contracts.Counter) });
        ExecutedTransaction creation = result.Transactions.ShouldHaveSingleItem();
        creation.Result.Succeeded.ShouldBeTrue();
        result.Changes.Codes.ShouldHaveSingleItem().Value.ToArray().ShouldBe(Contracts.Counter);
        result.Changes.Accounts.Single(account => account.Key == creation.Result.Created).Value.Nonce.ShouldBe(1UL);
    }

    [Fact]
    public void A_created_contract_can_be_called_in_the_same_block_and_in_the_next()
    {
        BlockResult creation = Execute(new TestTransaction(Sender, 0, null) { Data = Contracts.Init(Contracts.Counter) });
        Address counter = creation.Transactions[0].Result.Created;
        BlockResult same = Execute(
            new TestTransaction(Sender, 0, null) { Data = Contracts.Init(Contracts.Counter) }, new TestTransaction(Sender, 1, counter));
        same.Changes.Slots.ShouldHaveSingleItem().Value.ShouldBe(U256.One);
        _state.Apply(same.Changes);
        BlockResult next = Execute(new TestTransaction(Sender, 2, counter));
        next.Changes.Slots.ShouldHaveSingleItem().Value.ShouldBe((U256)2);
    }

    [Fact]
    public void A_reverted_transaction_pays_and_changes_nothing_else()
    {
        _state.Deploy(Contract, Contracts.Reverter);
        BlockResult result = Execute(new TestTransaction(Sender, 0, Contract) { Value = 5 });
        ExecutedTransaction reverted = result.Transactions.ShouldHaveSingleItem();
        reverted.IsIncluded.ShouldBeTrue();
        reverted.Result.Succeeded.ShouldBeFalse();
        result.Changes.Slots.ShouldBeEmpty();
        result.Changes.Accounts.Select(account => account.Key).ShouldBe([Sender, GeneratedBlock.Vault], ignoreOrder: true);
        result.Changes.Accounts.Single(account => account.Key == Sender).Value.Balance
            .ShouldBe((U256)(1_000_000_000 - (13 * result.GasUsed)));
    }

    [Fact]
    public void An_account_with_code_may_send_only_if_the_code_is_a_delegation()
    {
        Address delegated = Address.FromU256(0xde1e);
        byte[] delegation = new byte[Delegation.Size];
        Delegation.Write(in Contract, delegation);
        _state.Deploy(delegated, delegation, 1_000_000_000);
        _state.Deploy(Contract, Contracts.Counter, 1_000_000_000);
        BlockResult result = Execute(new TestTransaction(delegated, 1, Sender), new TestTransaction(Contract, 1, Sender));
        result.Transactions[0].IsIncluded.ShouldBeTrue();
        result.Transactions[1].Result.Reason.ShouldBe(InvalidReason.SenderHasCode);
    }

    [Fact]
    public void What_is_left_out_says_why_and_stops_nothing()
    {
        BlockResult result = Execute(
            new TestTransaction(Sender, 1, Contract),
            new TestTransaction(Sender, 0, Contract) { Value = 1_000_000_000 },
            new TestTransaction(Sender, 0, Contract) { MaxFeePerGas = 9 },
            new TestTransaction(Sender, 0, Contract) { GasLimit = 20_999 },
            new TestTransaction(Sender, 0, Contract) { Value = 7 });
        result.Transactions.Select(transaction => transaction.Result.Reason).ShouldBe(
        [
            InvalidReason.NonceTooHigh, InvalidReason.InsufficientFunds, InvalidReason.FeeBelowBaseFee, InvalidReason.BreaksRule, InvalidReason.None,
        ]);
        result.Transactions[3].Result.RuleError.ShouldBe(TransactionError.GasLimitBelowIntrinsic);
        result.Changes.Accounts.Single(account => account.Key == Contract).Value.Balance.ShouldBe((U256)7);
    }

    private BlockResult Execute(params TestTransaction[] transactions)
    {
        using var codes = new CodeCache(1 << 20);
        using var executor = new SequentialExecutor<Osaka, SoftwareHost>(default, codes);
        return executor.Execute(_state, Block, [.. transactions.Select(transaction => transaction.Encode())]);
    }

    private static EvmBlock Block => new()
    {
        Coinbase = GeneratedBlock.Vault,
        Number = 1,
        GasLimit = 60_000_000,
        ChainId = TestTransaction.ChainId,
        BaseFee = 10,
        BlobBaseFee = 1,
    };
}
