using System.Text.Json.Nodes;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Secp256k1;

namespace Rollup.StateTests;

/// <summary>A file of one state test as execution-spec-tests writes it, made from accounts, a transaction and what is expected of it.</summary>
public sealed class HandmadeTest
{
    public const ulong GasPrice = 10;

    private static readonly PrivateKey SenderKey = new([0x45, .. new byte[31]]);
    private static readonly Hash256 NoLogs = Keccak256.Hash(Rlp.List());

    private readonly JsonObject _post = [];

    /// <summary>A call without data of an account without code, from a sender with 2^80 wei.</summary>
    public HandmadeTest()
    {
        Pre[Sender] = new TestAccount { Balance = U256.One << 80 };
        Transaction = new JsonObject
        {
            ["nonce"] = "0x00",
            ["gasPrice"] = "0x0a",
            ["gasLimit"] = new JsonArray("0x0f4240"),
            ["to"] = Address.FromU256(0xe0a).ToHex(),
            ["value"] = new JsonArray("0x00"),
            ["data"] = new JsonArray("0x"),
            ["sender"] = Sender.ToHex(),
        };
    }

    /// <summary>The account that sends the transaction.</summary>
    public static Address Sender => SenderKey.Address;

    /// <summary>The accounts in front of it.</summary>
    public Dictionary<Address, TestAccount> Pre { get; } = [];

    /// <summary>The <c>transaction</c> of the file.</summary>
    public JsonObject Transaction { get; }

    /// <summary>The <c>config</c> of the file.</summary>
    public JsonObject Config { get; } = [];

    /// <summary>The <c>env</c> of the file.</summary>
    public JsonObject Environment { get; } = new()
    {
        ["currentCoinbase"] = Address.FromU256(0xc01).ToHex(),
        ["currentGasLimit"] = "0x055d4a80",
        ["currentNumber"] = "0x01",
        ["currentTimestamp"] = "0x03e8",
        ["currentRandom"] = Hash256.Zero.ToHex(),
        ["currentDifficulty"] = "0x00",
        ["currentBaseFee"] = "0x0a",
        ["currentExcessBlobGas"] = "0x00",
    };

    /// <summary>Makes it a set-code transaction (EIP-7702) with these authorizations; the fee is the block's base fee.</summary>
    public HandmadeTest Authorizing(params (PrivateKey Authority, Address Target, ulong Nonce)[] authorizations)
    {
        WithDynamicFee();
        Transaction["authorizationList"] = new JsonArray([.. authorizations.Select(entry =>
        {
            byte[] signed = [0x05, .. Rlp.List(Rlp.Integer(1UL), Rlp.String(entry.Target.AsSpan()), Rlp.Integer(entry.Nonce))];
            Signature signature = entry.Authority.Sign(Keccak256.Hash(signed));
            return (JsonNode)new JsonObject
            {
                ["chainId"] = "0x01",
                ["address"] = entry.Target.ToHex(),
                ["nonce"] = entry.Nonce.ToQuantity(),
                ["v"] = ((ulong)signature.YParity).ToQuantity(),
                ["r"] = signature.R.ToQuantity(),
                ["s"] = signature.S.ToQuantity(),
                ["signer"] = entry.Authority.Address.ToHex(),
            };
        })]);
        return this;
    }

    /// <summary>Makes it a blob transaction (EIP-4844) with so many blobs.</summary>
    public HandmadeTest WithBlobs(int count, string version = "01")
    {
        WithDynamicFee();
        Transaction["maxFeePerBlobGas"] = "0x01";
        Transaction["blobVersionedHashes"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)$"0x{version}{i:x62}")]);
        return this;
    }

    /// <summary>An account of the state in front of the transaction.</summary>
    public HandmadeTest With(Address address, TestAccount account)
    {
        Pre[address] = account;
        return this;
    }

    /// <summary>
    /// What is expected by the rules of a fork: the gas used, at <see cref="GasPrice"/> and with what is burned besides, and the accounts that differ from those
    /// in front, beyond the sender's next nonce and smaller balance.
    /// </summary>
    public HandmadeTest Expect(string fork, ulong gasUsed, ulong alsoBurned = 0, params (Address Address, TestAccount Account)[] changed)
    {
        Dictionary<Address, TestAccount> after = new(Pre);
        foreach ((Address address, TestAccount account) in changed)
            after[address] = account;
        TestAccount sender = after[Sender].Clone();
        if (sender.Nonce == Pre[Sender].Nonce)
            sender.Nonce++;
        sender.Balance -= (GasPrice * gasUsed) + alsoBurned;
        after[Sender] = sender;
        return Expect(fork, after, exception: null);
    }

    /// <summary>That the transaction is invalid by the rules of a fork.</summary>
    public HandmadeTest ExpectInvalid(string fork, string exception) => Expect(fork, Pre, exception);

    /// <summary>The file.</summary>
    public string ToJson() => new JsonObject
    {
        ["handmade"] = new JsonObject
        {
            ["_info"] = new JsonObject { ["comment"] = "made by a test" },
            ["config"] = Config.DeepClone(),
            ["env"] = Environment.DeepClone(),
            ["pre"] = new JsonObject(Pre.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key.ToHex(), Encode(entry.Value)))),
            ["transaction"] = Transaction.DeepClone(),
            ["post"] = _post.DeepClone(),
        },
    }.ToJsonString();

    private void WithDynamicFee()
    {
        Transaction.Remove("gasPrice");
        Transaction["maxFeePerGas"] = "0x0a";
        Transaction["maxPriorityFeePerGas"] = "0x00";
    }

    private HandmadeTest Expect(string fork, Dictionary<Address, TestAccount> after, string? exception)
    {
        var entry = new JsonObject
        {
            ["hash"] = StateTrie.Root(after).ToHex(),
            ["logs"] = NoLogs.ToHex(),
            ["indexes"] = new JsonObject { ["data"] = 0, ["gas"] = 0, ["value"] = 0 },
        };
        if (exception is not null)
            entry["expectException"] = exception;
        _post[fork] = new JsonArray(entry);
        return this;
    }

    private static JsonObject Encode(TestAccount account) => new()
    {
        ["nonce"] = account.Nonce.ToQuantity(),
        ["balance"] = account.Balance.ToQuantity(),
        ["code"] = account.Code.ToHex(),
        ["storage"] = new JsonObject(account.Storage.Select(slot => KeyValuePair.Create<string, JsonNode?>(slot.Key.ToQuantity(), slot.Value.ToQuantity()))),
    };
}
