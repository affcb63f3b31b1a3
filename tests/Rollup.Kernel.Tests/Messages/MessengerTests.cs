using System.Buffers.Binary;
using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Blocks;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Messages;

public sealed class MessengerTests : IDisposable
{
    private static readonly Address Alice = AddressOf("alice");
    private static readonly Address Target = AddressOf("target");

    private readonly MemoryState _state = new();
    private readonly EvmMemory _evm = new();

    public MessengerTests() => _state[Alice] = new AccountState(0, 1_000_000);

    public void Dispose() => _evm.Dispose();

    [Fact]
    public void Selectors_and_topic_are_hashes_of_the_signatures()
    {
        BinaryPrimitives.ReadUInt32BigEndian(Keccak256.Hash("withdraw(address)"u8).AsSpan()).ShouldBe(MessengerCall.WithdrawSelector);
        BinaryPrimitives.ReadUInt32BigEndian(Keccak256.Hash("sendMessage(address,bytes)"u8).AsSpan()).ShouldBe(MessengerCall.SendMessageSelector);
        Keccak256.Hash("MessageSent(uint256,address,address,uint256,bytes,bytes32)"u8).ShouldBe(MessageSent.Topic);
    }

    [Fact]
    public void A_withdrawal_burns_its_value_and_takes_the_next_nonce()
    {
        _state.Slots[(ProtocolConstants.Messenger, U256.Zero)] = 41;
        TransactionResult result = Call(Withdrawal, value: 300, gas: 25_000, out Hash256? leaf);
        result.Succeeded.ShouldBeTrue();
        _evm.Machine.Output.ToArray().ShouldBe(PlainRollup.Word(41));
        _state[Alice].Balance.ShouldBe((U256)999_700);
        _state.Accounts.Keys.ShouldBe([Alice]);
        _state.Slots[(ProtocolConstants.Messenger, U256.Zero)].ShouldBe((U256)42);
        var host = default(SoftwareHost);
        leaf.ShouldBe(MessageLeaf.Hash(ref host, DevConfig.L2ChainId, DevConfig.Bridge, 41, in Alice, in Target, 300, default));
    }

    [Fact]
    public void A_message_pays_for_its_data()
    {
        byte[] calldata = SendMessage(Bytes(33));
        TransactionResult result = Call(calldata, value: 0, gas: 26_000, out Hash256? leaf);
        result.Succeeded.ShouldBeTrue();
        result.GasUsed.ShouldBe(Intrinsic(calldata).Gas + 25_000 + (33 * 16));
        leaf.ShouldNotBeNull();
        Call(calldata, value: 0, gas: 25_528, out _).Succeeded.ShouldBeTrue();
        TransactionResult tooLittle = Call(calldata, value: 0, gas: 25_527, out leaf);
        tooLittle.Succeeded.ShouldBeFalse();
        tooLittle.GasUsed.ShouldBe(Intrinsic(calldata).Gas + 25_527UL);
        leaf.ShouldBeNull();
    }

    [Fact]
    public void The_longest_message_is_accepted_and_the_next_longer_one_reverts()
    {
        Call(SendMessage(new byte[MessengerCall.MaxDataLength]), 0, 1_000_000, out _).Succeeded.ShouldBeTrue();
        byte[] longer = SendMessage(new byte[MessengerCall.MaxDataLength + 1]);
        TransactionResult result = Call(longer, 0, 1_000_000, out _);
        result.Succeeded.ShouldBeFalse();
        result.GasUsed.ShouldBe(Intrinsic(longer).Floor);
    }

    [Fact]
    public void A_message_that_nobody_could_claim_reverts_and_keeps_the_value()
    {
        foreach (Address target in new[] { Address.Zero, DevConfig.Bridge, DevConfig.Rollup })
        {
            byte[] calldata = [.. Withdrawal[..4], .. PlainRollup.Word(target)];
            Call(calldata, value: 300, gas: 100_000, out Hash256? leaf).Succeeded.ShouldBeFalse();
            leaf.ShouldBeNull();
        }

        _state[Alice].Balance.ShouldBe((U256)1_000_000);
        _state.Slots.ShouldBeEmpty();
    }

    [Fact]
    public void Calldata_that_is_not_the_canonical_encoding_reverts_and_keeps_the_value()
    {
        byte[] message = SendMessage(Bytes(5));
        byte[][] malformed =
        [
            [], Withdrawal[..3], Withdrawal[..35], [.. Withdrawal, 0], Changed(Withdrawal, 0), Changed(Withdrawal, 4), Changed(Withdrawal, 15),
            message[..^1], [.. message, .. new byte[32]], Changed(message, 4), Changed(message, 36), Changed(message, 67), Changed(message, 68),
            Changed(message, message.Length - 1),
        ];
        foreach (byte[] calldata in malformed)
        {
            TransactionResult result = Call(calldata, value: 300, gas: 100_000, out Hash256? leaf);
            result.Succeeded.ShouldBeFalse(Hex(calldata));
            result.GasUsed.ShouldBe(Intrinsic(calldata).Floor);
            leaf.ShouldBeNull();
        }

        _state[Alice].Balance.ShouldBe((U256)1_000_000);
        _state.Slots.ShouldBeEmpty();
    }

    [Fact]
    public void A_log_buffer_that_is_too_small_is_reported()
    {
        var logs = new LogBuffer(new byte[100]);
        Execute(Withdrawal, value: 0, gas: 100_000, ref logs, out _).ShouldBe(TransactionOutcome.LogsOverflowed);
    }

    [Fact]
    public void A_log_of_another_address_is_no_message()
    {
        var logs = new LogBuffer(new byte[1000]);
        logs.TryAppend(in Alice, [MessageSent.Topic, default, default, default], 128, out _).ShouldBeTrue();
        new LogReader(logs.Written).TryRead(out Log log).ShouldBeTrue();
        MessageSent.TryRead(in log, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_failed_item_refunds_its_mint_and_sends_no_message()
    {
        var host = default(SoftwareHost);
        var state = _state;
        var logs = new LogBuffer(new byte[1000]);
        var context = new BlockContext { Config = DevConfig };
        var item = new QueueItem
        {
            From = Alice,
            To = ProtocolConstants.Messenger,
            Mint = 500,
            Value = 500,
            GasLimit = 45_000,
            RefundAddress = AddressOf("refund"),
            Data = Withdrawal,
        };
        var tracer = default(NoTracer);
        EvmBlock block = context.ToEvmBlock();
        TransactionProcessor.ExecuteItem<RollupOsaka, SoftwareHost, MemoryState, NoTracer>(
            ref _evm.Machine, ref host, ref state, ref tracer, in block, in item, ref logs, out TransactionResult result).ShouldBe(TransactionOutcome.Executed);
        result.Succeeded.ShouldBeFalse();
        result.GasUsed.ShouldBe(45_000UL);
        logs.Written.IsEmpty.ShouldBeTrue();
        _state[Alice].ShouldBe(new AccountState(1, 1_000_000));
        _state[AddressOf("refund")].Balance.ShouldBe((U256)500);
    }

    private static byte[] Withdrawal => [0x51, 0xcf, 0xf8, 0xd9, .. PlainRollup.Word(Target)];

    private static byte[] SendMessage(byte[] data) =>
        [0xbb, 0x5d, 0xdb, 0x0f, .. PlainRollup.Word(Target), .. PlainRollup.Word(64), .. PlainRollup.Word(data.Length), .. PlainRollup.Padded(data)];

    private static byte[] Changed(byte[] bytes, int index) => [.. bytes[..index], (byte)(bytes[index] ^ 1), .. bytes[(index + 1)..]];

    private static IntrinsicGas Intrinsic(byte[] calldata) => IntrinsicGas.Of(calldata, isCreation: false, 0, 0);

    /// <summary>A transaction of Alice at no price, whose call has so much gas.</summary>
    private TransactionResult Call(byte[] calldata, ulong value, ulong gas, out Hash256? leaf)
    {
        LogBuffer logs = _evm.NewLogBuffer();
        Execute(calldata, value, gas, ref logs, out TransactionResult result).ShouldBe(TransactionOutcome.Executed);
        leaf = new LogReader(logs.Written).TryRead(out Log log) && MessageSent.TryRead(in log, out SentMessage read) ? read.Leaf : null;
        return result;
    }

    private TransactionOutcome Execute(byte[] calldata, ulong value, ulong gas, ref LogBuffer logs, out TransactionResult result)
    {
        var host = default(SoftwareHost);
        var tracer = default(NoTracer);
        MemoryState state = _state;
        EvmBlock block = new BlockContext { Config = DevConfig }.ToEvmBlock();
        var transaction = new Transaction
        {
            Type = TransactionType.DynamicFee,
            HasChainId = true,
            ChainId = DevConfig.L2ChainId,
            Nonce = _state[Alice].Nonce,
            GasLimit = Intrinsic(calldata).Gas + gas,
            To = ProtocolConstants.Messenger,
            Value = value,
            Data = calldata,
        };
        return TransactionProcessor.Execute<RollupOsaka, SoftwareHost, MemoryState, NoTracer>(
            ref _evm.Machine, ref host, ref state, ref tracer, in block, in transaction, in Alice, ref logs, out result);
    }
}
