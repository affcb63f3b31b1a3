using Rollup.Kernel.Blocks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Blocks;

public class TransactionProcessorTests
{
    private const ulong Ether = 1_000_000_000_000_000_000;
    private const ulong Gwei = 1_000_000_000;

    private static readonly Address Alice = AddressOf("alice");
    private static readonly Address Bob = AddressOf("bob");

    private readonly MemoryState _state = new();

    public TransactionProcessorTests() => _state[Alice] = new AccountState(7, Ether);

    [Fact]
    public void A_transfer_moves_its_value_burns_the_base_fee_and_tips_the_vault()
    {
        Execute(Transfer(), out TransactionResult result).ShouldBe(TransactionOutcome.Executed);
        result.Succeeded.ShouldBeTrue();
        result.GasUsed.ShouldBe(21_000UL);
        result.EffectiveGasPrice.ShouldBe((U256)(3 * Gwei));
        _state[Alice].ShouldBe(new AccountState(8, Ether - 1000 - (21_000 * 3 * Gwei)));
        _state[Bob].ShouldBe(new AccountState(0, 1000));
        _state[DevConfig.FeeVault].ShouldBe(new AccountState(0, 21_000 * 2 * Gwei));
    }

    [Fact]
    public void Unused_gas_is_returned()
    {
        Execute(Transfer() with { GasLimit = 100_000 }, out TransactionResult result).ShouldBe(TransactionOutcome.Executed);
        result.GasUsed.ShouldBe(21_000UL);
        _state[Alice].Balance.ShouldBe((U256)(Ether - 1000 - (21_000 * 3 * Gwei)));
    }

    [Fact]
    public void Calldata_pays_the_floor_of_EIP_7623()
    {
        Execute(Transfer() with { GasLimit = 100_000, Data = new byte[] { 0, 1 } }, out TransactionResult result).ShouldBe(TransactionOutcome.Executed);
        result.GasUsed.ShouldBe(21_050UL);
    }

    [Fact]
    public void A_transfer_to_oneself_costs_the_fee_only()
    {
        Execute(Transfer() with { To = Alice }, out _).ShouldBe(TransactionOutcome.Executed);
        _state[Alice].ShouldBe(new AccountState(8, Ether - (21_000 * 3 * Gwei)));
    }

    [Fact]
    public void A_transfer_of_nothing_creates_no_account()
    {
        Execute(Transfer() with { Value = 0 }, out _).ShouldBe(TransactionOutcome.Executed);
        _state.Accounts.ContainsKey(Bob).ShouldBeFalse();
    }

    [Fact]
    public void A_legacy_transaction_without_chain_id_is_valid() =>
        Execute(Transfer() with { Type = TransactionType.Legacy, HasChainId = false, ChainId = 0 }, out _).ShouldBe(TransactionOutcome.Executed);

    [Fact]
    public void A_transaction_that_breaks_a_rule_says_which()
    {
        ShouldBreak(Transfer() with { ChainId = 1 }, TransactionError.WrongChainId);
        ShouldBreak(Transfer() with { Nonce = ulong.MaxValue }, TransactionError.NonceTooLarge);
        ShouldBreak(Transfer() with { MaxPriorityFeePerGas = 5 * Gwei }, TransactionError.PriorityFeeAboveMaximumFee);
        ShouldBreak(Transfer() with { GasLimit = 20_999 }, TransactionError.GasLimitBelowIntrinsic);
        ShouldBreak(Transfer() with { GasLimit = (1 << 24) + 1 }, TransactionError.GasLimitAboveCap);
        ShouldBreak(Transfer() with { MaxFeePerGas = U256.MaxValue }, TransactionError.FeeOverflow);
    }

    [Fact]
    public void A_maximum_fee_below_the_base_fee_is_invalid() =>
        ShouldBeInvalid(Transfer() with { MaxFeePerGas = Gwei - 1, MaxPriorityFeePerGas = 0 }, InvalidReason.FeeBelowBaseFee);

    [Fact]
    public void A_gas_limit_above_the_blocks_is_invalid()
    {
        var context = new BlockContext { Config = new ChainConfig { L2ChainId = DevConfig.L2ChainId, BlockGasLimit = 20_999 }, BaseFee = Gwei };
        TransactionValidity.CheckBlock(in context, Transfer(), out _).ShouldBe(InvalidReason.GasLimitAboveBlock);
    }

    [Fact]
    public void A_type_beyond_EIP_1559_is_refused() =>
        ShouldBeInvalid(Transfer() with { Type = TransactionType.SetCode, GasLimit = 100_000 }, InvalidReason.TypeUnsupported);

    [Fact]
    public void A_contract_creation_is_refused() =>
        ShouldBeInvalid(Transfer() with { IsCreation = true, GasLimit = 100_000 }, InvalidReason.CreationUnsupported);

    [Fact]
    public void Recipients_with_code_and_precompiles_are_refused()
    {
        _state[Bob] = new AccountState(1, U256.Zero, HashOf("code"), default, 1);
        ShouldBeInvalid(Transfer(), InvalidReason.RecipientUnsupported);
        ShouldBeInvalid(Transfer() with { To = Address.FromU256(1) }, InvalidReason.RecipientUnsupported);
        ShouldBeInvalid(Transfer() with { To = Address.FromU256(0x100) }, InvalidReason.RecipientUnsupported);
    }

    [Fact]
    public void A_sender_with_code_is_refused()
    {
        _state[Alice] = new AccountState(7, Ether, HashOf("code"), default, 1);
        ShouldBeInvalid(Transfer(), InvalidReason.SenderHasCode);
    }

    [Fact]
    public void The_nonce_has_to_be_the_senders()
    {
        ShouldBeInvalid(Transfer() with { Nonce = 6 }, InvalidReason.NonceTooLow);
        ShouldBeInvalid(Transfer() with { Nonce = 8 }, InvalidReason.NonceTooHigh);
    }

    [Fact]
    public void The_balance_has_to_cover_value_and_the_whole_gas_limit_at_the_maximum_fee()
    {
        _state[Alice] = new AccountState(7, 1000 + (21_000 * 4 * Gwei) - 1);
        ShouldBeInvalid(Transfer(), InvalidReason.InsufficientFunds);
        ShouldBeInvalid(Transfer() with { Value = U256.MaxValue }, InvalidReason.InsufficientFunds);
        _state[Alice] = new AccountState(7, 1000 + (21_000 * 4 * Gwei));
        Execute(Transfer(), out _).ShouldBe(TransactionOutcome.Executed);
    }

    [Fact]
    public void An_entry_missing_from_the_state_is_not_taken_for_an_empty_one()
    {
        foreach (Address address in new[] { Alice, Bob, DevConfig.FeeVault })
        {
            var state = new MemoryState();
            state[Alice] = new AccountState(7, Ether);
            state.Missing.Add(StateKey.Account(in address));
            Execute(state, Transfer(), out _).ShouldBe(TransactionOutcome.StateMissing);
        }
    }

    private static Transaction Transfer() => new()
    {
        Type = TransactionType.DynamicFee,
        HasChainId = true,
        ChainId = DevConfig.L2ChainId,
        Nonce = 7,
        MaxPriorityFeePerGas = 2 * Gwei,
        MaxFeePerGas = 4 * Gwei,
        GasLimit = 21_000,
        To = Bob,
        Value = 1000,
    };

    private void ShouldBreak(Transaction transaction, TransactionError error)
    {
        Execute(transaction, out TransactionResult result).ShouldBe(TransactionOutcome.Invalid);
        result.Reason.ShouldBe(InvalidReason.BreaksRule);
        result.RuleError.ShouldBe(error);
    }

    private void ShouldBeInvalid(Transaction transaction, InvalidReason reason)
    {
        Dictionary<Address, AccountState> before = new(_state.Accounts);
        Execute(transaction, out TransactionResult result).ShouldBe(TransactionOutcome.Invalid);
        result.Reason.ShouldBe(reason);
        _state.Accounts.ShouldBe(before);
    }

    private TransactionOutcome Execute(Transaction transaction, out TransactionResult result) => Execute(_state, transaction, out result);

    private static TransactionOutcome Execute(MemoryState state, Transaction transaction, out TransactionResult result)
    {
        var host = default(SoftwareHost);
        var logs = new LogBuffer(new byte[1000]);
        var context = new BlockContext { Config = DevConfig, Number = 1, BaseFee = Gwei };
        return TransactionProcessor.Execute(ref host, ref state, in context, in transaction, in Alice, ref logs, out result);
    }
}
