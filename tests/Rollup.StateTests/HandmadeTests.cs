using System.Text.Json.Nodes;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>State tests of Cancun to Osaka whose results follow from the text of the EIPs, with gas and balances counted by hand.</summary>
public sealed class HandmadeTests : IDisposable
{
    private const ulong TransferGas = 21_000;
    private const ulong AuthorizationGas = 25_000;

    /// <summary>A refund is at most a fifth of what was used (EIP-3529); 12,500 are due for an authority that exists.</summary>
    private const ulong OneAuthorizationRefunded = (TransferGas + AuthorizationGas) / 5 * 4;

    private const string BlobCountExceeded = "TransactionException.TYPE_3_TX_BLOB_COUNT_EXCEEDED|TransactionException.TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED";

    private static readonly PrivateKey Authority = new([0xa7, .. new byte[31]]);
    private static readonly Address Target = Address.FromU256(0x7a6);
    private static readonly Address Contract = Address.FromU256(0xc0de);

    private readonly string _folder = Directory.CreateTempSubdirectory("handmade-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_authorization_creates_the_account_that_delegates() => Passes(
        new HandmadeTest().Authorizing((Authority, Target, 0)).Expect("Prague", TransferGas + AuthorizationGas, changed: Delegated(nonce: 1)), "Prague");

    [Fact]
    public void An_authorization_of_an_account_that_exists_costs_less() => Passes(
        new HandmadeTest().With(Authority.Address, new TestAccount { Nonce = 3 }).Authorizing((Authority, Target, 3))
            .Expect("Prague", OneAuthorizationRefunded, changed: Delegated(nonce: 4)), "Prague");

    [Fact]
    public void An_authorization_with_another_nonce_is_passed_over() => Passes(
        new HandmadeTest().With(Authority.Address, new TestAccount { Nonce = 3 }).Authorizing((Authority, Target, 2))
            .Expect("Prague", TransferGas + AuthorizationGas), "Prague");

    [Fact]
    public void The_zero_address_ends_a_delegation() => Passes(
        new HandmadeTest().With(Authority.Address, Delegated(nonce: 5).Account).Authorizing((Authority, default, 5))
            .Expect("Prague", OneAuthorizationRefunded, changed: (Authority.Address, new TestAccount { Nonce = 6 })), "Prague");

    [Fact]
    public void Of_two_authorizations_of_one_account_both_count_in_order() => Passes(
        new HandmadeTest().Authorizing((Authority, Contract, 0), (Authority, Target, 1))
            .Expect("Prague", TransferGas + (2 * AuthorizationGas) - 12_500, changed: Delegated(nonce: 2)), "Prague");

    [Fact]
    public void A_sender_authorizes_with_the_nonce_after_the_transactions()
    {
        var key = new PrivateKey([0x45, .. new byte[31]]);
        Passes(
            new HandmadeTest().Authorizing((key, Target, 1)).Expect(
                "Prague", OneAuthorizationRefunded,
                changed: (key.Address, new TestAccount { Nonce = 2, Balance = U256.One << 80, Code = Designator(Target) })), "Prague");
    }

    [Fact]
    public void A_delegated_account_runs_the_code_that_it_delegates_to()
    {
        // SSTORE(0, 1) in the delegated account: PUSH1 3, PUSH0 2, a cold slot set from zero 22,100; the target is warm, for nothing.
        HandmadeTest test = new HandmadeTest().With(Target, new TestAccount { Nonce = 1, Code = [0x60, 0x01, 0x5f, 0x55] }).With(Authority.Address, Delegated(nonce: 1).Account);
        test.Transaction["to"] = $"0x{Convert.ToHexStringLower(Authority.Address.AsSpan())}";
        (Address address, TestAccount account) = Delegated(nonce: 1);
        account.Storage[0] = 1;
        Passes(test.Expect("Prague", TransferGas + 5 + 22_100, changed: (address, account)), "Prague");
    }

    [Theory]
    [InlineData("chainId", "0x10000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("nonce", "0x010000000000000000")]
    [InlineData("v", "0x0100")]
    [InlineData("address", "0x0011223344")]
    public void An_authorization_that_fits_no_encoding_makes_the_transaction_invalid(string field, string value)
    {
        HandmadeTest test = new HandmadeTest().Authorizing((Authority, Target, 0)).ExpectInvalid("Prague", "TransactionException.TYPE_4_INVALID_AUTHORIZATION_FORMAT");
        test.Transaction["authorizationList"]![0]![field] = value;
        Passes(test, "Prague");
    }

    [Fact]
    public void A_set_code_transaction_without_authorizations_is_invalid() =>
        Passes(new HandmadeTest().Authorizing().ExpectInvalid("Prague", "TransactionException.TYPE_4_EMPTY_AUTHORIZATION_LIST"), "Prague");

    [Fact]
    public void A_set_code_transaction_cannot_create()
    {
        HandmadeTest test = new HandmadeTest().Authorizing((Authority, Target, 0)).ExpectInvalid("Prague", "TransactionException.TYPE_4_TX_CONTRACT_CREATION");
        test.Transaction["to"] = "";
        Passes(test, "Prague");
    }

    [Fact]
    public void Set_code_transactions_come_with_Prague() =>
        Passes(new HandmadeTest().Authorizing((Authority, Target, 0)).ExpectInvalid("Cancun", "TR_TypeNotSupported"), "Cancun");

    [Fact]
    public void Calldata_has_a_floor_from_Prague_on()
    {
        // 100 bytes of 16 gas each; at least 10 gas for each of their 400 tokens.
        HandmadeTest test = new HandmadeTest().Expect("Cancun", TransferGas + 1_600).Expect("Prague", TransferGas + 4_000);
        test.Transaction["data"] = new JsonArray("0x" + new string('1', 200));
        Passes(test, "Cancun");
        Passes(test, "Prague");
    }

    [Fact]
    public void A_gas_limit_below_the_floor_is_invalid_from_Prague_on()
    {
        HandmadeTest test = new HandmadeTest().Expect("Cancun", TransferGas + 1_600).ExpectInvalid("Prague", "TransactionException.INTRINSIC_GAS_BELOW_FLOOR_GAS_COST");
        test.Transaction["data"] = new JsonArray("0x" + new string('1', 200));
        test.Transaction["gasLimit"] = new JsonArray("24999");
        Passes(test, "Cancun");
        Passes(test, "Prague");
    }

    [Fact]
    public void Transactions_have_a_gas_cap_from_Osaka_on()
    {
        HandmadeTest test = new HandmadeTest().Expect("Prague", TransferGas).ExpectInvalid("Osaka", "TransactionException.GAS_LIMIT_EXCEEDS_MAXIMUM");
        test.Transaction["gasLimit"] = new JsonArray("0x1000001");
        Passes(test, "Prague");
        Passes(test, "Osaka");
    }

    [Fact]
    public void Leading_zeros_are_counted_from_Osaka_on()
    {
        // CLZ(1) = 255 to slot 0: PUSH1 3, CLZ 5, PUSH0 2, SSTORE 22,100; an unknown instruction takes all gas.
        HandmadeTest test = new HandmadeTest().With(Contract, new TestAccount { Nonce = 1, Code = [0x60, 0x01, 0x1e, 0x5f, 0x55] });
        test.Transaction["to"] = $"0x{Convert.ToHexStringLower(Contract.AsSpan())}";
        TestAccount after = test.Pre[Contract].Clone();
        after.Storage[0] = 255;
        test.Expect("Prague", 1_000_000).Expect("Osaka", TransferGas + 10 + 22_100, changed: (Contract, after));
        Passes(test, "Prague");
        Passes(test, "Osaka");
    }

    [Theory]
    [InlineData("Cancun", 6, 7)]
    [InlineData("Prague", 9, 10)]
    [InlineData("Osaka", 6, 7)]
    public void Each_fork_has_a_limit_of_blobs(string fork, int most, int tooMany)
    {
        Passes(new HandmadeTest().WithBlobs(most).Expect(fork, TransferGas, alsoBurned: (ulong)most << 17), fork);
        Passes(new HandmadeTest().WithBlobs(tooMany).ExpectInvalid(fork, BlobCountExceeded), fork);
    }

    [Fact]
    public void The_limit_of_blobs_may_be_configured()
    {
        HandmadeTest test = new HandmadeTest().WithBlobs(3).ExpectInvalid("Prague", BlobCountExceeded);
        test.Config["blobSchedule"] = new JsonObject { ["Prague"] = new JsonObject { ["target"] = "0x01", ["max"] = "0x02", ["baseFeeUpdateFraction"] = "0x4c6964" } };
        Passes(test, "Prague");
    }

    [Theory]
    [InlineData("currentExcessBlobGas")]
    [InlineData("parentExcessBlobGas")]
    public void The_blob_fee_follows_the_excess(string field)
    {
        // e^(2,400,000 / 3,338,477) is 2.05; the parent's excess loses a target of 3 blobs.
        HandmadeTest test = new HandmadeTest().WithBlobs(1).Expect("Cancun", TransferGas, alsoBurned: 2 << 17);
        test.Environment.Remove("currentExcessBlobGas");
        test.Environment[field] = field.StartsWith("parent", StringComparison.Ordinal) ? "2793216" : "2400000";
        test.Transaction["maxFeePerBlobGas"] = "0x02";
        Passes(test, "Cancun");
    }

    [Fact]
    public void A_blob_fee_below_the_blocks_is_invalid()
    {
        HandmadeTest test = new HandmadeTest().WithBlobs(1).ExpectInvalid("Cancun", "TransactionException.INSUFFICIENT_MAX_FEE_PER_BLOB_GAS");
        test.Environment["currentExcessBlobGas"] = "0x249f00";
        Passes(test, "Cancun");
    }

    [Fact]
    public void A_blob_of_another_version_is_invalid() =>
        Passes(new HandmadeTest().WithBlobs(1, version: "02").ExpectInvalid("Cancun", "TR_BLOBVERSION_INVALID"), "Cancun");

    [Fact]
    public void A_sender_has_to_be_able_to_pay_for_its_blobs()
    {
        HandmadeTest test = new HandmadeTest().WithBlobs(1).With(HandmadeTest.Sender, new TestAccount { Balance = (1_000_000 * HandmadeTest.GasPrice) + (1 << 17) - 1 });
        Passes(test.ExpectInvalid("Cancun", "TransactionException.INSUFFICIENT_ACCOUNT_FUNDS"), "Cancun");
    }

    [Fact]
    public void Empty_accounts_that_are_touched_go()
    {
        Address recipient = Address.FromU256(0xe0a);
        HandmadeTest test = new HandmadeTest().Expect("Cancun", TransferGas);
        test.With(recipient, new TestAccount()).With(Address.FromU256(0xc01), new TestAccount());
        Passes(test, "Cancun");
    }

    [Fact]
    public void A_wrong_root_is_a_failure()
    {
        HandmadeTest test = new HandmadeTest().Expect("Cancun", TransferGas + 1);
        Run(test, "Cancun").ShouldHaveSingleItem().Failure.ShouldNotBeNull().ShouldContain("state root");
    }

    [Fact]
    public void A_valid_transaction_that_is_expected_to_be_invalid_is_a_failure()
    {
        HandmadeTest test = new HandmadeTest().ExpectInvalid("Cancun", "TransactionException.NONCE_IS_MAX");
        Run(test, "Cancun").ShouldHaveSingleItem().Failure.ShouldNotBeNull().ShouldContain("was accepted");
    }

    private static (Address Address, TestAccount Account) Delegated(ulong nonce) =>
        (Authority.Address, new TestAccount { Nonce = nonce, Code = Designator(Target) });

    private static byte[] Designator(Address target) => [0xef, 0x01, 0x00, .. target.AsSpan()];

    private void Passes(HandmadeTest test, string fork) => Run(test, fork).ShouldHaveSingleItem().Failure.ShouldBeNull();

    private List<StateTestResult> Run(HandmadeTest test, string fork)
    {
        string path = Path.Combine(_folder, "handmade.json");
        File.WriteAllText(path, test.ToJson());
        using StateTestRunner runner = StateTestRunner.For(fork);
        return [.. runner.RunFile(path)];
    }
}
