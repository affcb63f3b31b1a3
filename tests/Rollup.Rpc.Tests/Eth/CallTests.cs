using Rollup.Execution.Hex;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Tests.Eth;

/// <summary>eth_call and eth_estimateGas: the kernel's rules, with geth's leniency about prices.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private const string Messenger = "0x000000000000000000000000000000000000a001";
    private const string Bob = "0x0000000000000000000000000000000000000b0b";

    private readonly TestSender _alice = new(1);
    private readonly string _withdraw = "0x" + Convert.ToHexStringLower(Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4]) + new string('0', 61) + "b0b";
    private TestChain _chain = null!;

    public async Task InitializeAsync() => _chain = await TestChain.StartAsync((_alice.Address, U256.One * 1_000_000_000_000_000_000UL));

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task A_transfer_needs_the_intrinsic_gas()
    {
        (await Text("eth_estimateGas", $$"""{"from":"{{_alice.Address.ToHex()}}","to":"{{Bob}}","value":"0x1"}""")).ShouldBe("0x5208");
        (await Text("eth_estimateGas", $$"""{"to":"{{Bob}}"}""", "\"latest\"")).ShouldBe("0x5208");
        (await Text("eth_estimateGas", $$"""{"from":"{{_alice.Address.ToHex()}}","to":"{{Bob}}","value":"0x1","type":"0x2","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x1"}""")).ShouldBe("0x5208");
        (await Text("eth_call", $$"""{"to":"{{Bob}}","data":"0x01"}""", "\"latest\"")).ShouldBe("0x");
    }

    [Fact]
    public async Task Data_and_an_access_list_cost_gas()
    {
        // 21000 + 4 tokens of one non-zero byte at the calldata floor of 10 per token (EIP-7623).
        (await Text("eth_estimateGas", $$"""{"to":"{{Bob}}","input":"0x01"}""")).ShouldBe("0x5230");
        (await Text("eth_estimateGas", $$"""{"to":"{{Bob}}","accessList":[{"address":"{{Bob}}","storageKeys":["{{Hash256.Zero.ToHex()}}"]}]}""")).ShouldBe(((ulong)(21_000 + 2_400 + 1_900)).ToQuantity());
    }

    [Fact]
    public async Task A_withdrawal_returns_the_messages_nonce_and_changes_nothing()
    {
        string call = $$"""{"from":"{{_alice.Address.ToHex()}}","to":"{{Messenger}}","value":"0x1","data":"{{_withdraw}}"}""";
        (await Text("eth_call", call, "\"latest\"")).ShouldBe(Hash256.Zero.ToHex());
        (await Text("eth_call", call, "\"latest\"")).ShouldBe(Hash256.Zero.ToHex());
        HexFormat.ParseQuantity(await Text("eth_estimateGas", call)).L0.ShouldBeGreaterThan(46_000UL);
    }

    [Fact]
    public async Task What_reverts_is_an_error_with_code_3()
    {
        string call = $$"""{"from":"{{_alice.Address.ToHex()}}","to":"{{Messenger}}","data":"0x12345678"}""";
        (await _chain.RefusedAsync("eth_call", call)).ShouldBe((RpcErrorCode.Reverted, "execution reverted"));
        (await _chain.RefusedAsync("eth_estimateGas", call)).ShouldBe((RpcErrorCode.Reverted, "execution reverted"));
    }

    [Theory]
    [InlineData("""{"to":"0x0000000000000000000000000000000000000b0b","gas":"0x5207"}""", RpcErrorCode.ServerError, "intrinsic gas too low: 20999 is not enough for the transaction's data")]
    [InlineData("""{"to":"0x0000000000000000000000000000000000000b0b","value":"0x1"}""", RpcErrorCode.ServerError, "insufficient funds for transfer")]
    [InlineData("""{"to":"0x0b0b"}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): to must be 0x and 40 hex digits")]
    [InlineData("""{"value":"0x01"}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): value must be a quantity: 0x and hex digits without leading zeros")]
    [InlineData("""{"data":"0x1"}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): data must be data: 0x and an even number of hex digits")]
    [InlineData("""{"data":"0x01","input":"0x02"}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): input and data are both given and differ: use input")]
    [InlineData("""{"gasPrice":"0x1","maxFeePerGas":"0x1"}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): gasPrice cannot be combined with maxFeePerGas or maxPriorityFeePerGas")]
    [InlineData("""{"accessList":[{"address":1}]}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): accessList must be an array of at most 1000 objects with address and storageKeys")]
    [InlineData("\"0x\"", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): expected an object")]
    public async Task What_cannot_run_is_explained(string call, int code, string message) =>
        (await _chain.RefusedAsync("eth_estimateGas", call)).ShouldBe((code, message));

    [Fact]
    public async Task A_price_has_to_be_affordable_and_above_the_base_fee()
    {
        string call = $$"""{"from":"{{_alice.Address.ToHex()}}","to":"{{Bob}}","gasPrice":"0x1"}""";
        (await _chain.RefusedAsync("eth_call", call)).Message.ShouldBe("max fee per gas less than block base fee");
        call = $$"""{"from":"{{Bob}}","to":"{{Bob}}","gasPrice":"0x77359400","gas":"0x5208"}""";
        (await _chain.RefusedAsync("eth_call", call)).Message.ShouldBe("insufficient funds for gas * price + value");
    }

    [Fact]
    public async Task Overrides_are_refused_unless_empty()
    {
        string call = $$"""{"to":"{{Bob}}"}""";
        (await Text("eth_call", call, "\"latest\"", "{}", "null")).ShouldBe("0x");
        (await _chain.RefusedAsync("eth_call", call, "\"latest\"", "{\"" + Bob + "\":{\"balance\":\"0x1\"}}")).Code.ShouldBe(RpcErrorCode.NotSupported);
    }

    private async Task<string> Text(string method, params string[] parameters) => (await _chain.CallAsync(method, parameters)).GetString()!;
}
