using System.Text.Json;
using System.Text.Json.Nodes;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Forks;

namespace Rollup.StateTests;

/// <summary>An official test in other writings of the same, and with mistakes.</summary>
public sealed class FormatVariantTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("format-variants").FullName;
    private readonly JsonObject _test;

    public FormatVariantTests()
    {
        string source = File.ReadAllText(Path.Combine(Vectors.Folder("ethereum-tests/GeneralStateTests"), "stExample", "add11.json"));
        _test = JsonNode.Parse(source)!.AsObject().Single().Value!.AsObject();
    }

    private JsonObject Transaction => _test["transaction"]!.AsObject();

    private JsonObject Environment => _test["env"]!.AsObject();

    private JsonObject Entry => _test["post"]!["Cancun"]![0]!.AsObject();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_sender_may_be_given_by_its_key_alone()
    {
        Transaction.Remove("sender");
        Failure().ShouldBeNull();
    }

    [Fact]
    public void The_encoded_transaction_may_be_missing()
    {
        Entry.Remove("txbytes");
        Failure().ShouldBeNull();
    }

    [Fact]
    public void Numbers_may_be_decimal_or_those_of_JSON()
    {
        Environment["currentGasLimit"] = Convert.ToUInt64(Environment["currentGasLimit"]!.GetValue<string>(), 16).ToString();
        Environment["currentNumber"] = 1;
        Transaction["gasPrice"] = "10";
        Failure().ShouldBeNull();
    }

    [Fact]
    public void Addresses_and_code_may_lack_their_prefix()
    {
        Environment["currentCoinbase"] = Environment["currentCoinbase"]!.GetValue<string>()[2..];
        Transaction["to"] = Transaction["to"]!.GetValue<string>()[2..];
        Failure().ShouldBeNull();
    }

    [Fact]
    public void What_is_zero_or_empty_may_be_missing()
    {
        Environment.Remove("currentRandom");
        Environment.Remove("currentExcessBlobGas");
        Environment.Remove("currentBaseFee");
        foreach ((_, JsonNode? account) in _test["pre"]!.AsObject())
        {
            if (account!["code"]!.GetValue<string>() == "0x")
                account.AsObject().Remove("code");
            account.AsObject().Remove("storage");
        }

        Failure().ShouldBeNull();
    }

    [Theory]
    [InlineData("withdrawals")]
    [InlineData("parentBeaconBlockRoot")]
    [InlineData("previousHash")]
    public void What_a_transaction_cannot_see_is_passed_over(string field)
    {
        Environment[field] = field == "withdrawals" ? new JsonArray() : "0x" + new string('5', 64);
        Failure().ShouldBeNull();
    }

    [Fact]
    public void Each_entry_takes_its_own_gas_limit_value_and_data()
    {
        Transaction["gasLimit"] = new JsonArray("0x5208", Transaction["gasLimit"]![0]!.DeepClone());
        Transaction["value"] = new JsonArray("0x01", "0x02", Transaction["value"]![0]!.DeepClone());
        Transaction["data"] = new JsonArray("0xff", Transaction["data"]![0]!.DeepClone());
        Transaction["accessLists"] = new JsonArray(new JsonArray(), null);
        Entry["indexes"] = new JsonObject { ["data"] = 1, ["gas"] = 1, ["value"] = 2 };
        Failure().ShouldBeNull();
    }

    [Theory]
    [InlineData("value", "0x:bigint 0x10000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("gasLimit", "0x10000000000000000")]
    public void A_number_that_fits_no_transaction_makes_it_invalid(string field, string number)
    {
        Transaction[field] = new JsonArray(number);
        ExpectException("TransactionException.RLP_INVALID_VALUE|TransactionException.GASLIMIT_OVERFLOW");
        Failure().ShouldBeNull();
    }

    [Theory]
    [InlineData("TransactionException.INSUFFICIENT_MAX_FEE_PER_GAS")]
    [InlineData("TR_FeeCapLessThanBlocks")]
    public void Exceptions_have_names_of_several_tools(string name)
    {
        Transaction["gasPrice"] = "0x09";
        ExpectException(name);
        Failure().ShouldBeNull();
    }

    [Fact]
    public void An_encoded_transaction_whose_signature_nobody_made_is_invalid()
    {
        byte[] encoded = Convert.FromHexString(Entry["txbytes"]!.GetValue<string>()[2..]);
        string tooLarge = "0x" + Convert.ToHexString(encoded.AsSpan(..^32)) + new string('f', 64);
        ExpectException("TransactionException.INVALID_SIGNATURE_VRS");
        Entry["txbytes"] = tooLarge;
        Failure().ShouldBeNull();
    }

    [Fact]
    public void An_encoded_transaction_other_than_the_fields_is_a_failure()
    {
        Transaction["value"] = new JsonArray("0x01");
        Failure().ShouldNotBeNull().ShouldContain("txbytes");
    }

    [Theory]
    [InlineData("hash", "state root")]
    [InlineData("logs", "logs hash")]
    public void Another_hash_is_a_failure(string field, string complaint)
    {
        Entry[field] = "0x" + new string('1', 64);
        Failure().ShouldNotBeNull().ShouldContain(complaint);
    }

    [Theory]
    [InlineData("gas", 1)]
    [InlineData("data", -1)]
    public void An_index_outside_of_its_list_is_a_failure(string index, int value)
    {
        Entry["indexes"]![index] = value;
        Failure().ShouldNotBeNull();
    }

    [Fact]
    public void A_missing_part_is_a_failure_of_the_entry_and_of_no_other()
    {
        _test["post"]!["Cancun"] = new JsonArray(new JsonObject(), Entry.DeepClone());
        List<StateTestResult> results = Run();
        results.Count.ShouldBe(2);
        results[0].Failure.ShouldNotBeNull().ShouldContain("\"indexes\" is missing");
        results[1].Failure.ShouldBeNull();
    }

    private void ExpectException(string name)
    {
        Entry.Remove("txbytes");
        Entry["expectException"] = name;
        using var pre = JsonDocument.Parse(_test["pre"]!.ToJsonString());
        Entry["hash"] = StateTrie.Root(TestAccounts.Parse(pre.RootElement)).ToHex();
    }

    private string? Failure() => Run().ShouldHaveSingleItem().Failure;

    private List<StateTestResult> Run()
    {
        string path = Path.Combine(_folder, "variant.json");
        File.WriteAllText(path, new JsonObject { ["variant"] = _test.DeepClone() }.ToJsonString());
        using var runner = new ForkTestRunner<Cancun>();
        return [.. runner.RunFile(path)];
    }
}
