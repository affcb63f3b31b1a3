using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Blocks;

public sealed class TransactionProcessorTests : IDisposable
{
    private const ulong Ether = 1_000_000_000_000_000_000;
    private const ulong Gwei = 1_000_000_000;

    private static readonly Address Alice = AddressOf("alice");
    private static readonly Address Bob = AddressOf("bob");

    private readonly MemoryState _state = new();
    private readonly EvmMemory _evm = new();

    public TransactionProcessorTests() => _state[Alice] = new AccountState(7, Ether);

    public void Dispose() => _evm.Dispose();

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
        EvmBlock block = context.ToEvmBlock();
        EvmValidity.CheckBlock<RollupOsaka>(in block, Transfer(), out _).ShouldBe(InvalidReason.GasLimitAboveBlock);
    }

    [Fact]
    public void A_blob_transaction_is_refused() =>
        ShouldBeInvalid(Transfer() with { Type = TransactionType.Blob, GasLimit = 100_000 }, InvalidReason.TypeUnsupported);

    [Fact]
    public void A_set_code_transaction_without_authorizations_is_refused() =>
        ShouldBeInvalid(Transfer() with { Type = TransactionType.SetCode, GasLimit = 100_000 }, InvalidReason.MalformedSetCode);

    [Fact]
    public void A_creation_names_the_new_contract_and_stores_its_code()
    {
        // PUSH1 0, PUSH1 0, MSTORE8, PUSH1 1, PUSH1 0, RETURN: the code is one STOP.
        byte[] initCode = Convert.FromHexString("600060005360016000f3");
        Execute(Transfer() with { IsCreation = true, To = Address.Zero, GasLimit = 100_000, Data = initCode }, out TransactionResult result).ShouldBe(TransactionOutcome.Executed);
        result.Succeeded.ShouldBeTrue();
        result.Created.ShouldNotBe(Address.Zero);
        AccountState created = _state[result.Created];
        created.ShouldBe(_state.WithCode(1, 1000, [0]));
    }

    [Fact]
    public void The_point_evaluation_precompile_fails_and_takes_all_gas()
    {
        Execute(Transfer() with { To = Address.FromU256(0x0a), GasLimit = 1_000_000 }, out TransactionResult result).ShouldBe(TransactionOutcome.Executed);
        result.Succeeded.ShouldBeFalse();
        result.GasUsed.ShouldBe(1_000_000UL);
        _state.Accounts.ContainsKey(Address.FromU256(0x0a)).ShouldBeFalse();
    }

    [Fact]
    public void Nothing_refers_to_blobs()
    {
        // BLOBHASH of 0, BLOBBASEFEE, both returned.
        _state[Bob] = _state.WithCode(1, 0, Convert.FromHexString("5f495f524a60205260405ff3"));
        Execute(Transfer() with { GasLimit = 100_000 }, out _).ShouldBe(TransactionOutcome.Executed);
        _evm.Machine.Output.ToArray().ShouldBe([.. PlainRollup.Word(0), .. PlainRollup.Word(1)]);
    }

    [Fact]
    public void A_sender_with_code_is_refused()
    {
        _state[Alice] = _state.WithCode(7, Ether, [0]);
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

    private TransactionOutcome Execute(MemoryState state, Transaction transaction, out TransactionResult result)
    {
        var host = default(SoftwareHost);
        var tracer = default(NoTracer);
        LogBuffer logs = _evm.NewLogBuffer();
        EvmBlock block = new BlockContext { Config = DevConfig, Number = 1, BaseFee = Gwei }.ToEvmBlock();
        return TransactionProcessor.Execute<RollupOsaka, SoftwareHost, MemoryState, NoTracer>(
            ref _evm.Machine, ref host, ref state, ref tracer, in block, in transaction, in Alice, ref logs, out result);
    }
}
