using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Sending;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Primitives;
using Rollup.Storage.L1;
using Rollup.Testing;

namespace Rollup.Ethereum.Tests.Signing;

public sealed class RemoteSignerTests
{
    private static readonly PrivateKey Key = new(HexFormat.ParseBytes("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"));

    private static readonly Eip1559Transaction Transaction = new(
        31337, 7, new TransactionFees(2_000_000_000, 1_000_000_000), 100_000, Address.FromU256(0x1234), new byte[] { 1, 2, 3 });

    // `ethers.Wallet(key).signTransaction({type: 2, chainId: 31337, nonce: 7, …})`, ethers 6.17.
    private const string SignedByEthers =
        "0x02f870827a6907843b9aca008477359400830186a09400000000000000000000000000000000000012348083010203c001a082b66f0521e2994d6bc1540624ad74c14aaa680b2026a5bc98e5509b8c207ccba00e96301cee0f747992e785d360c19cdada78af73a7bb716bd4f1e01347192c4a";

    [Fact]
    public async Task A_local_key_signs_the_same_bytes_as_ethers() =>
        (await new LocalSigner(Key).SignAsync(Transaction, CancellationToken.None)).Raw.ToHex().ShouldBe(SignedByEthers);

    [Fact]
    public async Task The_service_is_asked_in_the_words_of_Web3Signer_and_its_signature_is_used()
    {
        JsonElement asked = default;
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync((request, _) =>
        {
            asked = request.Clone();
            return Task.FromResult((200, $$"""{"result":"{{SignedByEthers}}"}"""));
        });
        using var rpc = new JsonRpcClient(server.Url);
        SignedL1Transaction signed = await new RemoteSigner(rpc, Key.Address).SignAsync(Transaction, CancellationToken.None);

        signed.Raw.ToHex().ShouldBe(SignedByEthers);
        asked.GetProperty("method").GetString().ShouldBe("eth_signTransaction");
        JsonElement transaction = asked.GetProperty("params")[0];
        transaction.GetProperty("from").GetString().ShouldBe(Key.Address.ToHex());
        transaction.GetProperty("nonce").GetString().ShouldBe("0x7");
        transaction.GetProperty("maxFeePerGas").GetString().ShouldBe("0x77359400");
        transaction.GetProperty("data").GetString().ShouldBe("0x010203");
    }

    [Fact]
    public async Task Another_transaction_than_the_requested_one_is_refused()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, $$"""{"result":"{{SignedByEthers}}"}""");
        using var rpc = new JsonRpcClient(server.Url);
        var signer = new RemoteSigner(rpc, Key.Address);
        await Should.ThrowAsync<L1MalformedException>(() => signer.SignAsync(Transaction with { Nonce = 8 }, CancellationToken.None));
    }

    [Fact]
    public async Task A_signature_of_another_account_is_refused()
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, $$"""{"result":"{{SignedByEthers}}"}""");
        using var rpc = new JsonRpcClient(server.Url);
        await Should.ThrowAsync<L1MalformedException>(() => new RemoteSigner(rpc, Address.FromU256(5)).SignAsync(Transaction, CancellationToken.None));
    }

    [Theory]
    [InlineData("\"0x\"")]
    [InlineData("\"0x02\"")]
    [InlineData("\"0x02c0\"")]
    [InlineData("\"nonsense\"")]
    [InlineData("{}")]
    public async Task What_is_no_transaction_is_refused(string result)
    {
        await using FakeJsonRpcServer server = await FakeJsonRpcServer.StartAsync(200, $$"""{"result":{{result}}}""");
        using var rpc = new JsonRpcClient(server.Url);
        await Should.ThrowAsync<L1MalformedException>(() => new RemoteSigner(rpc, Key.Address).SignAsync(Transaction, CancellationToken.None));
    }
}
