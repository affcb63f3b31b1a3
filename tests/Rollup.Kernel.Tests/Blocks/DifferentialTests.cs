using Rollup.Kernel.Messages;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Execution.Native;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Blocks;

/// <summary>Random blocks of transfers, queue items and messages, executed by the kernel and by <see cref="PlainRollup"/>.</summary>
public class DifferentialTests
{
    [Fact]
    public void Kernel_and_plain_rules_agree_on_outcomes_receipts_messages_and_balances()
    {
        int valid = 0;
        int messages = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Compare(seed, ref valid, ref messages)).QuickCheckThrowOnFailure();
        valid.ShouldBeGreaterThan(500);
        messages.ShouldBeGreaterThan(50);
    }

    private static void Compare(int seed, ref int valid, ref int messages)
    {
        var traffic = new RandomTraffic(seed);
        ChainConfig config = traffic.Config;
        var plain = new PlainRollup(config);
        var state = new MemoryState();
        traffic.Fund(plain, state);
        var context = new BlockContext { Config = config, Number = 1, Timestamp = 1, BaseFee = (ulong)traffic.BaseFee };

        var host = default(SoftwareHost);
        var tracer = default(NoTracer);
        using var evm = new EvmMemory();
        LogBuffer logs = evm.NewLogBuffer();
        EvmBlock evmBlock = context.ToEvmBlock();
        var block = default(BlockAccumulator);
        byte[] transactionHashes = [];
        byte[] receiptHashes = [];
        ulong gasUsed = 0;
        for (int i = 0; i < 40; i++)
        {
            Hash256 hash = HashOf($"transaction {i}");
            PlainResult? expected;
            TransactionOutcome outcome;
            TransactionResult result;
            byte type;
            if (i < 10)
            {
                PlainItem item = traffic.NextItem(plain, (ulong)i);
                type = QueueItem.TransactionType;
                outcome = TransactionProcessor.ExecuteItem<RollupOsaka, SoftwareHost, MemoryState, NoTracer>(
                    ref evm.Machine, ref host, ref state, ref tracer, in evmBlock, RandomTraffic.ToKernel(item), ref logs, out result);
                expected = plain.Execute(item);
            }
            else
            {
                PlainTransaction transaction = traffic.NextTransaction(plain);
                type = transaction.Type;
                Transaction kernel = RandomTraffic.ToKernel(transaction, config.L2ChainId);
                outcome = TransactionProcessor.Execute<RollupOsaka, SoftwareHost, MemoryState, NoTracer>(
                    ref evm.Machine, ref host, ref state, ref tracer, in evmBlock, in kernel, transaction.From, ref logs, out result);
                expected = plain.Execute(transaction, traffic.BaseFee);
            }

            if (expected is null)
            {
                outcome.ShouldBe(TransactionOutcome.Invalid);
                result.Reason.ShouldNotBe(InvalidReason.None);
                continue;
            }

            outcome.ShouldBe(TransactionOutcome.Executed, result.Reason.ToString());
            result.Succeeded.ShouldBe(expected.Succeeded);
            result.GasUsed.ShouldBe(expected.GasUsed);
            result.EffectiveGasPrice.ToBigInteger().ShouldBe(expected.Price);
            MessageOf(logs.Written).ShouldBe(expected.Message);
            gasUsed += expected.GasUsed;
            byte[] receipt = PlainRollup.ReceiptHash(type, expected, gasUsed);
            block.Add(ref host, in hash, type, in result, logs.Written).AsSpan().ToArray().ShouldBe(receipt);
            transactionHashes = [.. transactionHashes, .. hash.AsSpan()];
            receiptHashes = [.. receiptHashes, .. receipt];
            valid++;
            messages += expected.Message is null ? 0 : 1;
        }

        BlockHeader header = block.Finish(ref host, in context, HashOf("parent"), HashOf("state"));
        header.GasUsed.ShouldBe(gasUsed);
        header.TransactionsRoot.AsSpan().ToArray().ShouldBe(PlainRollup.Keccak(transactionHashes));
        header.ReceiptsRoot.AsSpan().ToArray().ShouldBe(PlainRollup.Keccak(receiptHashes));
        ShouldAgree(plain, state);
    }

    private static byte[]? MessageOf(ReadOnlySpan<byte> logs)
    {
        var reader = new LogReader(logs);
        return reader.TryRead(out Log log) && MessageSent.TryRead(in log, out SentMessage message) ? message.Leaf.AsSpan().ToArray() : null;
    }

    internal static void ShouldAgree(PlainRollup plain, MemoryState state)
    {
        foreach ((Address address, PlainAccount account) in plain.Accounts)
        {
            state[address].Balance.ToBigInteger().ShouldBe(account.Balance);
            ((BigInteger)state[address].Nonce).ShouldBe(account.Nonce);
        }

        state.Accounts.Keys.Except(plain.Accounts.Where(a => !a.Value.IsEmpty).Select(a => a.Key)).ShouldBeEmpty();
        state.Slots.GetValueOrDefault((ProtocolConstants.Messenger, Messenger.NonceSlot)).ToBigInteger().ShouldBe(plain.MessageNonce);
    }
}
