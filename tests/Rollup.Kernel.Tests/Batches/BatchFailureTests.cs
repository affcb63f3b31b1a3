using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Blocks;
using Rollup.Kernel.Tests.Protocol;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Tests.Batches;

/// <summary>One test for each check of the transition. The scenarios are valid but for the one thing.</summary>
public class BatchFailureTests
{
    private const ulong Time = BatchScenario.GenesisTime;
    private const int ConfigOffset = 8;
    private const int HeaderOffset = ConfigOffset + ChainConfig.EncodedSize;
    private const int ItemsOffset = 1504;

    private static readonly Address New = TestValues.AddressOf("new");

    [Fact]
    public void A_witness_of_another_version_is_refused()
    {
        byte[] witness = Valid().Witness();
        witness[0]++;
        ShouldFail(witness, BatchFailure.UnknownWitnessVersion);
    }

    [Fact]
    public void A_witness_that_ends_early_is_refused_wherever_it_ends()
    {
        byte[] witness = Valid().Witness();
        int codesOffset = BlocksOffset(witness) + BitConverter.ToInt32(witness, BlocksOffset(witness) - 8) + 8;
        int stateOffset = codesOffset + BitConverter.ToInt32(witness, codesOffset - 8);
        for (int length = 0; length < witness.Length; length += 7)
            ShouldFail(witness[..length], length < stateOffset ? BatchFailure.MalformedWitness : BatchFailure.InvalidState);
    }

    [Fact]
    public void A_flag_other_than_0_and_1_is_refused()
    {
        byte[] witness = Valid().Witness();
        witness[ItemsOffset + 132] = 2;
        ShouldFail(witness, BatchFailure.MalformedWitness);
    }

    [Fact]
    public void A_queue_item_that_no_block_takes_is_refused()
    {
        byte[] witness = Valid().Witness();
        witness[BlocksOffset(witness) + 8].ShouldBe((byte)1);
        witness[BlocksOffset(witness) + 8] = 0;
        ShouldFail(witness, BatchFailure.TrailingBytes);
    }

    [Fact]
    public void A_number_of_queue_items_that_is_not_theirs_is_refused()
    {
        byte[] witness = Valid().Witness();
        witness[1488] = 2;
        ShouldFail(witness, BatchFailure.TrailingBytes);
    }

    [Fact]
    public void A_transaction_that_belongs_to_no_block_is_refused()
    {
        var scenario = new BatchScenario();
        scenario.AddBlock(Time + 1, 0, null!, 1, () => scenario.Transfer(0, New));
        byte[] witness = scenario.Witness();
        witness[BlocksOffset(witness) + 12].ShouldBe((byte)1);
        witness[BlocksOffset(witness) + 12] = 0;
        ShouldFail(witness, BatchFailure.TrailingBytes);
    }

    [Fact]
    public void A_block_that_takes_a_queue_item_too_many_is_refused()
    {
        byte[] witness = Valid().Witness();
        witness[BlocksOffset(witness) + 8] = 2;
        ShouldFail(witness, BatchFailure.MissingQueueItem).Transaction.ShouldBe(1);
    }

    [Fact]
    public void A_configuration_that_does_not_decode_is_refused()
    {
        byte[] witness = Valid().Witness();
        witness[ConfigOffset] = 1;
        ShouldFail(witness, BatchFailure.InvalidConfiguration);
    }

    [Fact]
    public void A_configuration_with_undefined_rules_is_refused() =>
        ShouldFail(Valid(Config(gasTarget: 0)), BatchFailure.InvalidConfiguration);

    [Fact]
    public void A_configuration_without_room_for_a_transactions_data_is_refused() =>
        ShouldFail(Valid(Config(maxDataBytes: ChainConfig.MinDataBytes - 1)), BatchFailure.InvalidConfiguration);

    [Fact]
    public void A_configuration_other_than_the_parents_is_refused()
    {
        BatchScenario scenario = Valid();
        scenario.Config = Config(maxDataBytes: 119_999);
        ShouldFail(scenario, BatchFailure.ConfigurationMismatch);
    }

    [Fact]
    public void A_parent_header_that_does_not_decode_is_refused()
    {
        byte[] witness = Valid().Witness();
        witness[HeaderOffset] = 1;
        ShouldFail(witness, BatchFailure.InvalidParentHeader);
    }

    [Fact]
    public void A_parent_state_root_that_is_no_digest_is_refused()
    {
        byte[] witness = Valid().Witness();
        witness.AsSpan(HeaderOffset + (7 * 32), 4).Fill(0xff);
        ShouldFail(witness, BatchFailure.InvalidParentHeader);
    }

    [Fact]
    public void A_parent_of_a_later_version_is_refused()
    {
        BatchScenario scenario = Valid();
        scenario.Parent = Copy(scenario.Parent, version: 2);
        ShouldFail(scenario, BatchFailure.VersionMismatch);
    }

    [Fact]
    public void Every_field_of_the_parent_block_is_checked()
    {
        foreach (int offset in new[] { 1032, 1064, 1096, 1128, 1160, 1415, 1416, 1424, 1432, 1440, 1479 })
        {
            byte[] witness = Valid().Witness();
            witness[offset] ^= 1;
            ShouldFail(witness, BatchFailure.ParentBlockMismatch);
        }
    }

    [Fact]
    public void Numbers_that_would_exceed_64_bits_are_refused()
    {
        BatchScenario scenario = Valid();
        scenario.Parent = Copy(scenario.Parent, number: ulong.MaxValue);
        ShouldFail(scenario, BatchFailure.NumberOverflow);

        scenario = Valid();
        scenario.Parent = Copy(scenario.Parent, queuePosition: ulong.MaxValue);
        ShouldFail(scenario, BatchFailure.NumberOverflow);

        scenario = Valid();
        var host = default(SoftwareHost);
        BlockHeader last = BlockHeader.Genesis(ref host, scenario.Config, Time, scenario.Parent.StateRoot);
        last = new BlockHeader
        {
            Beneficiary = last.Beneficiary,
            StateRoot = last.StateRoot,
            TransactionsRoot = last.TransactionsRoot,
            ReceiptsRoot = last.ReceiptsRoot,
            Number = ulong.MaxValue,
            GasLimit = last.GasLimit,
            Timestamp = last.Timestamp,
            BaseFeePerGas = last.BaseFeePerGas,
        };
        scenario.ParentBlock = last;
        scenario.Parent = Copy(scenario.Parent, lastBlock: ulong.MaxValue, lastBlockHash: last.Hash(ref host));
        ShouldFail(scenario, BatchFailure.NumberOverflow);
    }

    [Fact]
    public void A_batch_before_its_parent_is_refused()
    {
        BatchScenario scenario = Valid();
        scenario.Timestamp = Time - 1;
        ShouldFail(scenario, BatchFailure.BatchBeforeParent);
    }

    [Fact]
    public void A_batch_without_blocks_is_refused() => ShouldFail(new BatchScenario(), BatchFailure.NoBlocks);

    [Fact]
    public void A_state_with_another_root_is_refused()
    {
        BatchScenario scenario = Valid();
        scenario.Parent = Copy(scenario.Parent, stateRoot: Hash256.Zero);
        ShouldFail(scenario, BatchFailure.InvalidState).StateFailure.ShouldBe(StateFailure.RootMismatch);
    }

    [Fact]
    public void A_block_before_its_parent_is_refused()
    {
        var scenario = new BatchScenario();
        scenario.AddRawBlock(Time - 1, []);
        ShouldFail(scenario, BatchFailure.BlockBeforeParent).Block.ShouldBe(0);

        scenario = new BatchScenario();
        scenario.AddRawBlock(Time + 5, []);
        scenario.AddRawBlock(Time + 4, []);
        ShouldFail(scenario, BatchFailure.BlockBeforeParent).Block.ShouldBe(1);
    }

    [Fact]
    public void A_block_after_the_batch_is_refused()
    {
        var scenario = new BatchScenario();
        scenario.AddRawBlock(scenario.Timestamp + 1, []);
        ShouldFail(scenario, BatchFailure.BlockAfterBatch);
    }

    [Fact]
    public void A_transaction_that_does_not_decode_is_refused()
    {
        var scenario = new BatchScenario();
        byte[] good = scenario.Sign(scenario.Transfer(0, New));
        scenario.AddRawBlock(Time + 1, [], good, [1, 2, 3]);
        BatchResult result = ShouldFail(scenario, BatchFailure.InvalidEncoding);
        result.Transaction.ShouldBe(1);
        result.TransactionError.ShouldBe(TransactionError.InvalidEncoding);
    }

    [Fact]
    public void A_transaction_that_nobody_signed_is_refused()
    {
        for (int tries = 0; tries < 20; tries++)
        {
            var scenario = new BatchScenario();
            byte[] forged = scenario.Sign(scenario.Transfer(0, New));
            forged[^40] ^= (byte)(tries + 1); // in r: half of all r are no point's x, the others give another signer
            scenario.AddRawBlock(Time + 1, [], forged);
            BatchResult result = BatchRun.Of(scenario.Witness()).Result;
            result.IsSuccess.ShouldBeFalse();
            if (result.Failure == BatchFailure.InvalidEncoding)
            {
                result.TransactionError.ShouldBe(TransactionError.SenderNotRecovered);
                return;
            }
        }

        Assert.Fail("Every r was a point's x.");
    }

    [Fact]
    public void A_transaction_beyond_the_blocks_gas_is_refused()
    {
        var scenario = new BatchScenario(Config(blockGasLimit: 62_999, maxItemGas: 21_000));
        scenario.AddRawBlock(Time + 1, [], [.. Enumerable.Range(0, 3).Select(i => scenario.Sign(scenario.Transfer(i, New)))]);
        ShouldFail(scenario, BatchFailure.BlockGasExceeded).Transaction.ShouldBe(2);
    }

    [Fact]
    public void A_queue_item_beyond_the_blocks_gas_is_refused()
    {
        var scenario = new BatchScenario(Config(blockGasLimit: 41_999, maxItemGas: 21_000));
        scenario.AddRawBlock(Time + 1, [scenario.Deposit(New), scenario.Deposit(New)]);
        ShouldFail(scenario, BatchFailure.BlockGasExceeded).Transaction.ShouldBe(1);
    }

    [Fact]
    public void A_transaction_that_is_invalid_in_its_block_is_refused_with_the_reason()
    {
        ShouldBeInvalid(t => t with { Nonce = 1 }, InvalidReason.NonceTooHigh);
        ShouldBeInvalid(t => t with { MaxFee = 1, MaxPriorityFee = 0 }, InvalidReason.FeeBelowBaseFee);
        ShouldBeInvalid(t => t with { Value = System.Numerics.BigInteger.Pow(10, 19) }, InvalidReason.InsufficientFunds);
        ShouldBeInvalid(t => t with { GasLimit = 20_999 }, InvalidReason.BreaksRule);
    }

    [Fact]
    public void The_same_transaction_twice_is_refused()
    {
        var scenario = new BatchScenario();
        byte[] once = scenario.Sign(scenario.Transfer(0, New));
        scenario.AddRawBlock(Time + 1, [], once);
        scenario.AddRawBlock(Time + 1, [], once);
        BatchResult result = ShouldFail(scenario, BatchFailure.InvalidTransaction);
        result.InvalidReason.ShouldBe(InvalidReason.NonceTooLow);
        result.Block.ShouldBe(1);
    }

    [Fact]
    public void Every_entry_that_execution_needs_has_to_be_in_the_witness()
    {
        StateKey[] needed =
        [
            StateKey.Account(BatchScenario.Signers[0].Address), StateKey.Account(New), StateKey.Account(TestValues.DevConfig.FeeVault),
            StateKey.Account(TestValues.AddressOf("depositor")), StateKey.StorageSlot(ProtocolConstants.Messenger, Messenger.NonceSlot),
            BatchScenario.RingSlot(1), BatchScenario.RingSlot(2),
        ];
        foreach (StateKey key in needed)
        {
            BatchScenario scenario = Valid();
            scenario.Touched = scenario.AllTouched();
            scenario.Touched.Remove(key).ShouldBeTrue();
            ShouldFail(scenario, BatchFailure.StateMissing);
        }
    }

    [Fact]
    public void More_messages_than_fit_into_the_data_are_refused()
    {
        const int Fitting = (int)ChainConfig.MinDataBytes / 32;
        var scenario = new BatchScenario(Config(maxDataBytes: ChainConfig.MinDataBytes, maxItemGas: 50_000));
        scenario.AddBlock(Time + 1, 0, null!, Fitting + 1, () => Withdrawal(scenario));
        ShouldFail(scenario, BatchFailure.TooManyMessages).Transaction.ShouldBe(Fitting);
    }

    [Fact]
    public void Data_beyond_the_configured_size_is_refused()
    {
        int size = BatchRun.Of(Deposits(Config(maxItemGas: 50_000)).Witness()).Data.Length;
        BatchRun.Of(Deposits(Config(maxDataBytes: (ulong)size, maxItemGas: 50_000)).Witness()).Result.IsSuccess.ShouldBeTrue();
        ShouldFail(Deposits(Config(maxDataBytes: (ulong)size - 1, maxItemGas: 50_000)), BatchFailure.DataTooLarge);

        static BatchScenario Deposits(ChainConfig config)
        {
            var scenario = new BatchScenario(config);
            int next = 0;
            scenario.AddBlock(Time + 1, 100, () => scenario.Deposit(TestValues.AddressOf($"depositor {next++}")), 0, null!);
            return scenario;
        }
    }

    [Fact]
    public void A_new_leaf_without_an_index_left_is_refused()
    {
        BatchScenario scenario = Valid();
        scenario.Parent = Copy(scenario.Parent, nextIndex: ulong.MaxValue);
        ShouldFail(scenario, BatchFailure.StateNotUpdated).StateFailure.ShouldBe(StateFailure.IndexExhausted);
    }

    [Fact]
    public void Too_small_an_arena_is_said_to_be_one_whatever_its_size()
    {
        byte[] witness = Valid().Witness();
        int failures = 0;
        for (int size = 0; ; size += 4096)
        {
            BatchResult result = BatchRun.Of(witness, size).Result;
            if (result.IsSuccess)
                break;
            result.Failure.ShouldBe(BatchFailure.ArenaExhausted);
            failures++;
        }

        failures.ShouldBeGreaterThan(10);
    }

    /// <summary>Two blocks: a deposit and a transfer, then a withdrawal.</summary>
    internal static BatchScenario Valid(ChainConfig? config = null)
    {
        var scenario = new BatchScenario(config);
        scenario.AddBlock(Time + 1, 1, () => scenario.Deposit(TestValues.AddressOf("depositor")), 1, () => scenario.Transfer(0, New));
        scenario.AddBlock(Time + 2, 0, null!, 1, () => Withdrawal(scenario));
        return scenario;
    }

    private static PlainTransaction Withdrawal(BatchScenario scenario) => scenario.Transfer(1, ProtocolConstants.Messenger) with
    {
        GasLimit = 60_000,
        Data = [0x51, 0xcf, 0xf8, 0xd9, .. PlainRollup.Word(New)],
    };

    private static void ShouldBeInvalid(Func<PlainTransaction, PlainTransaction> change, InvalidReason reason)
    {
        var scenario = new BatchScenario();
        scenario.AddRawBlock(Time + 1, [], scenario.Sign(change(scenario.Transfer(0, New))));
        ShouldFail(scenario, BatchFailure.InvalidTransaction).InvalidReason.ShouldBe(reason);
    }

    private static BatchResult ShouldFail(BatchScenario scenario, BatchFailure failure) => ShouldFail(scenario.Witness(), failure);

    private static BatchResult ShouldFail(byte[] witness, BatchFailure failure)
    {
        BatchRun run = BatchRun.Of(witness);
        run.Result.Failure.ShouldBe(failure);
        run.PublicInput.ShouldBe(default);
        return run.Result;
    }

    private static int BlocksOffset(byte[] witness) => ItemsOffset + BitConverter.ToInt32(witness, ItemsOffset - 8) + 8;

    private static ChainConfig Config(
        ulong blockGasLimit = 60_000_000, ulong gasTarget = 150_000_000, ulong maxDataBytes = 120_000, ulong maxItemGas = 2_000_000) =>
        TestValues.DevConfigOf(maxDataBytes) with { BlockGasLimit = blockGasLimit, GasTargetPerSecond = gasTarget, MaxItemGas = maxItemGas };

    private static BatchHeader Copy(
        BatchHeader h,
        ulong? version = null,
        ulong? number = null,
        ulong? lastBlock = null,
        Hash256? stateRoot = null,
        ulong? nextIndex = null,
        Hash256? lastBlockHash = null,
        ulong? queuePosition = null) => new()
        {
            Version = version ?? h.Version,
            ConfigHash = h.ConfigHash,
            Number = number ?? h.Number,
            FirstBlock = h.FirstBlock,
            LastBlock = lastBlock ?? h.LastBlock,
            Timestamp = h.Timestamp,
            ParentHash = h.ParentHash,
            StateRoot = stateRoot ?? h.StateRoot,
            NextIndex = nextIndex ?? h.NextIndex,
            LastBlockHash = lastBlockHash ?? h.LastBlockHash,
            MessageRoot = h.MessageRoot,
            MessageCount = h.MessageCount,
            QueuePosition = queuePosition ?? h.QueuePosition,
            QueueRollingHash = h.QueueRollingHash,
            DataHash = h.DataHash,
        };
}
