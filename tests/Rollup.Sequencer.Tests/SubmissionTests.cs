using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Sequencer.Pool;
using Rollup.Storage;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests;

public class SubmissionTests
{
    private static readonly TestAccount Alice = TestChain.Accounts[0];
    private static readonly Address Bob = TestChain.Accounts[1].Address;

    public static TheoryData<string, byte[], RejectionReason, string> Rejected() => new()
    {
        { "nothing", [], RejectionReason.Invalid, "typed transaction too short" },
        { "garbage", [0xc0], RejectionReason.Invalid, "rlp" },
        { "truncated", Alice.Transfer(0, Bob, 1)[..^1], RejectionReason.Invalid, "rlp" },
        { "trailing bytes", [.. Alice.Transfer(0, Bob, 1), 0], RejectionReason.Invalid, "rlp" },
        { "blob type", [3, .. Alice.Transfer(0, Bob, 1)[1..]], RejectionReason.Invalid, "transaction type not supported" },
        { "too large", Alice.Transfer(0, Bob, 1, data: new byte[200_000]), RejectionReason.TooLarge, "oversized data" },
        { "other chain", Alice.Transfer(0, Bob, 1, chainId: 1), RejectionReason.WrongChain, "invalid chain id for signer: have 1 want 84001" },
        { "gas below intrinsic", Alice.Transfer(0, Bob, 1, gas: 20_999), RejectionReason.IntrinsicGas, "intrinsic gas too low: gas 20999, minimum needed 21000" },
        { "gas below floor", Alice.Transfer(0, Bob, 1, gas: 21_020, data: [1]), RejectionReason.IntrinsicGas, "insufficient gas for floor data gas cost" },
        { "gas above cap", Alice.Transfer(0, Bob, 1, gas: 16_777_217), RejectionReason.GasLimit, "transaction gas limit too high" },
        { "tip above fee", Alice.Transfer(0, Bob, 1, maxFee: 1_000_000, tip: 2_000_000), RejectionReason.Invalid, "max priority fee per gas higher than max fee per gas" },
        { "fee below floor", Alice.Transfer(0, Bob, 1, maxFee: 999_999, tip: 1), RejectionReason.FeeTooLow, "max fee per gas less than block base fee" },
        { "too poor", new TestAccount(999).Transfer(0, Bob, 1), RejectionReason.InsufficientFunds, "insufficient funds for gas * price + value" },
        { "nonce at its maximum", Alice.Transfer(ulong.MaxValue, Bob, 1), RejectionReason.NonceTooHigh, "nonce has max value" },
        { "nonce too far", Alice.Transfer(5_000, Bob, 1), RejectionReason.NonceTooHigh, "nonce too high" },
        { "init code too long", Creation(new byte[49_153]), RejectionReason.Invalid, "max initcode size exceeded: code size 49153, limit 49152" },
    };

    [Fact]
    public async Task Bad_transactions_are_refused_with_a_reason_and_lose_nothing()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());
        foreach (object[] row in Rejected())
        {
            Rejection rejection = await sequencer.RefuseAsync((byte[])row[1]);
            rejection.Reason.ShouldBe((RejectionReason)row[2], (string)row[0]);
            rejection.Message.ShouldContain((string)row[3], Case.Sensitive, (string)row[0]);
        }

        sequencer.Service.Pool!.Count.ShouldBe(0);
        (await chain.Transactions.GetPendingAsync(0, default)).ShouldBeEmpty();
        _ = await chain.IncludedAsync(await sequencer.AcceptAsync(Alice.Transfer(0, Bob, 1)));
    }

    [Fact]
    public async Task Legacy_and_access_list_transactions_are_included_too()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { MaxBatchTransactions = 3 }));
        foreach ((TransactionType type, bool hasChainId, ulong nonce) in ((TransactionType, bool, ulong)[])[(TransactionType.Legacy, true, 0), (TransactionType.Legacy, false, 1), (TransactionType.AccessList, true, 2)])
        {
            byte[] raw = Alice.Sign(new Transaction
            {
                Type = type, HasChainId = hasChainId, ChainId = hasChainId ? TestAccount.ChainId : 0, Nonce = nonce,
                MaxFeePerGas = 2_000_000_000, MaxPriorityFeePerGas = 2_000_000_000, GasLimit = 30_000, To = Bob, Value = 1,
            });
            StoredTransaction stored = await chain.IncludedAsync(await sequencer.AcceptAsync(raw));
            (await chain.Blocks.GetReceiptAsync(stored.Inclusion!.BlockNumber, stored.Inclusion.Position, default))!.Value.Type.ShouldBe((byte)type);
        }

        _ = await chain.SealedAsync(1);
    }

    [Fact]
    public async Task Accepted_and_refused_transactions_of_one_submission_keep_their_places()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start());

        SubmissionResult[] results = await sequencer.Service.SubmitManyAsync(
            [Alice.Transfer(0, Bob, 1), new byte[] { 0xff }, Alice.Transfer(1, Bob, 1), Alice.Transfer(1, Bob, 2)], default);

        results.Select(result => result.Rejection?.Reason).ShouldBe([null, RejectionReason.Invalid, null, RejectionReason.ReplacementUnderpriced]);
    }

    [Fact]
    public async Task Beyond_what_may_be_in_flight_clients_are_told_to_come_back()
    {
        await using TestChain chain = await TestChain.CreateAsync();
        RunningSequencer sequencer = await TestChain.LeadingAsync(chain.Start(TestChain.Quick with { Mempool = new MempoolOptions { MaxInFlight = 2 } }));
        ReadOnlyMemory<byte>[] three = [.. Enumerable.Range(0, 3).Select(nonce => (ReadOnlyMemory<byte>)Alice.Transfer((ulong)nonce, Bob, 1))];

        SubmissionResult[] refused = await sequencer.Service.SubmitManyAsync(three, default);
        SubmissionResult[] accepted = await sequencer.Service.SubmitManyAsync(three[..2], default);

        refused.ShouldAllBe(result => result.Rejection!.Reason == RejectionReason.Busy);
        accepted.ShouldAllBe(result => result.Hash != null);
    }

    private static byte[] Creation(byte[] initCode) => Alice.Sign(new Transaction
    {
        Type = TransactionType.DynamicFee, HasChainId = true, ChainId = TestAccount.ChainId, GasLimit = 3_000_000,
        MaxFeePerGas = 2_000_000_000, MaxPriorityFeePerGas = 1, IsCreation = true, Data = initCode,
    });
}
