using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Calls;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Tests.Tracing;
using Rollup.Testing;

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
    [InlineData("""{"to":"0x0000000000000000000000000000000000000b0b","gas":"0x5208","data":"0x01"}""", RpcErrorCode.ServerError, "gas required exceeds allowance (21000)")]
    [InlineData("""{"data":"0x0c"}""", RpcErrorCode.ServerError, "invalid opcode: opcode 0xc not defined")]
    [InlineData("""{"data":"0x01"}""", RpcErrorCode.ServerError, "stack underflow (0 <=> 2)")]
    [InlineData("""{"data":"0x5f56"}""", RpcErrorCode.ServerError, "invalid jump destination")]
    [InlineData("""{"data":"0x60ef5f5360015ff3"}""", RpcErrorCode.ServerError, "invalid code: must not begin with 0xef")]
    [InlineData("""{"authorizationList":[]}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): authorizationList must be an array of 1 to 1000 objects with chainId, address, nonce, yParity, r and s")]
    [InlineData("""{"to":"0x0000000000000000000000000000000000000b0b","value":"0x1"}""", RpcErrorCode.ServerError, "insufficient funds for transfer")]
    [InlineData("""{"to":"0x0b0b"}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): to must be 0x and 40 hex digits")]
    [InlineData("""{"value":"0x01"}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): value must be a quantity: 0x and hex digits without leading zeros")]
    [InlineData("""{"data":"0x1"}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): data must be data: 0x and an even number of hex digits")]
    [InlineData("""{"data":"0x01","input":"0x02"}""", RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): input and data are both given and differ: use input")]
    [InlineData("""{"gasPrice":"0x1","maxFeePerGas":"0x1"}""", RpcErrorCode.ServerError, "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified")]
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
    public async Task Gas_below_the_intrinsic_gas_is_explained() =>
        (await _chain.RefusedAsync("eth_call", $$"""{"to":"{{Bob}}","gas":"0x5207"}""")).ShouldBe((RpcErrorCode.ServerError, "intrinsic gas too low: have 20999, want 21000"));

    [Theory]
    [InlineData("reason", "execution reverted: no", "0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000026e6f000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("panic", "execution reverted: arithmetic underflow or overflow", "0x4e487b710000000000000000000000000000000000000000000000000000000000000011")]
    [InlineData("custom", "execution reverted", "0xdeadbeef2a")]
    [InlineData("empty", "execution reverted", "0x")]
    public async Task A_revert_carries_its_data_and_reason(string kind, string message, string data)
    {
        byte[] code = kind switch
        {
            "reason" => Assembly.RevertWith("no"),
            "panic" => Assembly.Panic(0x11),
            _ => Assembly.RevertWith(HexFormat.ParseBytes(data)),
        };
        foreach (string method in (string[])["eth_call", "eth_estimateGas"])
        {
            JsonElement error = (await _chain.SendAsync(method, $$"""{"to":"{{Bob}}"}""", "\"latest\"", WithCode(code))).GetProperty("error");
            error.GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.Reverted);
            error.GetProperty("message").GetString().ShouldBe(message);
            error.GetProperty("data").GetString().ShouldBe(data);
        }
    }

    [Fact]
    public async Task Accounts_can_be_overridden()
    {
        string call = $$"""{"from":"{{Bob}}","to":"{{Bob}}","value":"0x5"}""";
        byte[] readBalanceAndSlots = [Opcode.SelfBalance, 0x5f, Opcode.MStore, 0x60, 0x01, Opcode.SLoad, 0x60, 0x20, Opcode.MStore, 0x60, 0x02, Opcode.SLoad, 0x60, 0x40, Opcode.MStore, .. Assembly.Return(96)];
        string slot = Hash256.FromU256(1).ToHex();
        (await _chain.RefusedAsync("eth_call", call, "\"latest\"", "{}")).Message.ShouldBe("insufficient funds for transfer");
        string diff = TestContract.Override(Bob, $$"""{"balance":"0x77","nonce":"0x9","code":"{{readBalanceAndSlots.ToHex()}}","stateDiff":{"{{slot}}":"0x66"} }""");
        (await Text("eth_call", call, "\"latest\"", diff)).ShouldBe("0x" + Word(0x77) + Word(0x66) + Word(0));
        (await Text("eth_call", call, "\"latest\"", diff.Replace("stateDiff", "state", StringComparison.Ordinal))).ShouldBe("0x" + Word(0x77) + Word(0x66) + Word(0));
        (await Text("eth_getCode", $"\"{Bob}\"")).ShouldBe("0x");
    }

    [Fact]
    public async Task Storage_overridden_as_a_whole_hides_what_is_there()
    {
        byte[] code = [0x5f, Opcode.SLoad, 0x5f, Opcode.MStore, .. Assembly.Return(32)];
        TestContract contract = new(Address.FromU256(0xc0de), code) { Storage = new Dictionary<U256, U256> { [0] = 5 } };
        await using TestChain chain = await TestChain.StartAsync(new(), [contract]);
        string call = $$"""{"to":"{{contract.Address.ToHex()}}"}""";
        (await chain.CallAsync("eth_call", call, "\"latest\"")).GetString().ShouldBe("0x" + Word(5));
        string overrides = TestContract.Override(contract.Address.ToHex(), $$"""{"stateDiff":{"{{Hash256.FromU256(1).ToHex()}}":"0x1"} }""");
        (await chain.CallAsync("eth_call", call, "\"latest\"", overrides)).GetString().ShouldBe("0x" + Word(5));
        (await chain.CallAsync("eth_call", call, "\"latest\"", overrides.Replace("stateDiff", "state", StringComparison.Ordinal))).GetString().ShouldBe("0x" + Word(0));
        (await chain.CallAsync("eth_getCode", TestChain.Quoted(contract.Address))).GetString().ShouldBe(code.ToHex());
        (await chain.CallAsync("eth_getStorageAt", TestChain.Quoted(contract.Address), "\"0x0\"")).GetString().ShouldBe("0x" + Word(5));
    }

    [Fact]
    public async Task The_block_can_be_overridden()
    {
        byte[] code = [Opcode.Number, 0x5f, Opcode.MStore, Opcode.Timestamp, 0x60, 0x20, Opcode.MStore, Opcode.BaseFee, 0x60, 0x40, Opcode.MStore, .. Assembly.Return(96)];
        string call = $$"""{"from":"{{_alice.Address.ToHex()}}","to":"{{Bob}}","gas":"0x186a0","gasPrice":"0x77359400"}""";
        string overrides = """{"number":"0x63","time":"0x64","baseFeePerGas":"0x65"}""";
        (await Text("eth_call", call, "\"latest\"", WithCode(code), overrides)).ShouldBe("0x" + Word(0x63) + Word(0x64) + Word(0x65));
        (await Text("eth_call", call, "\"latest\"", WithCode(code))).ShouldBe("0x" + Word(0) + Word(TestChain.GenesisTime) + Word(1_000_000_000));
    }

    [Theory]
    [InlineData("""{"0x0b0b":{}}""", "invalid argument 2 (state overrides): its names must be addresses: 0x and 40 hex digits")]
    [InlineData("""{"0x0000000000000000000000000000000000000b0b":{"state":{},"stateDiff":{}}}""", "invalid argument 2 (state overrides): account 0x0000000000000000000000000000000000000b0b has both 'state' and 'stateDiff'")]
    [InlineData("""{"0x0000000000000000000000000000000000000b0b":{"stateDiff":{"0x1":"0x1"}}}""", "invalid argument 2 (state overrides): stateDiff must hold at most 10000 slots and values: 0x and 64 hex digits each")]
    [InlineData("""{"0x0000000000000000000000000000000000000b0b":{"balance":"1"}}""", "invalid argument 2 (state overrides): balance must be 0x and 1 to 64 hex digits")]
    [InlineData("[]", "invalid argument 2 (state overrides): expected an object")]
    public async Task Malformed_overrides_are_explained(string overrides, string message) =>
        (await _chain.RefusedAsync("eth_call", $$"""{"to":"{{Bob}}"}""", "\"latest\"", overrides)).ShouldBe((RpcErrorCode.InvalidParams, message));

    [Fact]
    public async Task An_authorization_in_the_call_takes_effect()
    {
        TestAccount authority = new(7);
        RlpReader encoded = new(authority.Authorize(HexFormat.ParseAddress(Bob), nonce: 0));
        Authorization.Read(ref encoded, out Authorization signed).ShouldBe(RlpError.None);
        string call = $$"""
            {"to":"{{authority.Address.ToHex()}}","authorizationList":[{"chainId":"{{TestAccount.ChainId.ToQuantity()}}","address":"{{Bob}}","nonce":"0x0",
            "yParity":"{{((ulong)signed.YParity).ToQuantity()}}","r":"{{signed.R.ToHex()}}","s":"{{signed.S.ToHex()}}"}]}
            """;
        byte[] code = [.. Assembly.Store(0, 0x1234), .. Assembly.Return(32)];
        (await Text("eth_call", call, "\"latest\"", WithCode(code))).ShouldBe("0x" + Word(0x1234));
        HexFormat.ParseQuantity(await Text("eth_estimateGas", call, "\"latest\"", WithCode(code))).L0.ShouldBeGreaterThan(21_000UL + 25_000);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_aborted()
    {
        await using TestChain chain = await TestChain.StartAsync(new RpcLimits { Calls = new CallLimits { CallTimeout = TimeSpan.FromMilliseconds(1) } });
        (await chain.RefusedAsync("eth_call", $$"""{"to":"{{Bob}}"}""", "\"latest\"", WithCode(EndlessLoop))).ShouldBe((RpcErrorCode.Timeout, "execution aborted (timeout = 0.001s)"));
    }

    [Fact]
    public async Task Calls_beyond_the_queue_are_refused()
    {
        await using TestChain chain = await TestChain.StartAsync(new RpcLimits { Calls = new CallLimits { Threads = 1, MaxQueued = 1 } });
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 40).Select(_ => chain.SendAsync("eth_call", $$"""{"to":"{{Bob}}"}""", "\"latest\"", WithCode(EndlessLoop)))];
        int[] codes = [.. (await Task.WhenAll(calls)).Select(response => response.GetProperty("error").GetProperty("code").GetInt32())];
        codes.ShouldContain(RpcErrorCode.LimitExceeded);
        codes.ShouldContain(RpcErrorCode.ServerError); // Out of gas.
    }

    [Fact]
    public async Task A_call_gets_the_gas_cap_and_no_more()
    {
        byte[] code = [Opcode.Gas, 0x5f, Opcode.MStore, .. Assembly.Return(32)];
        await using TestChain chain = await TestChain.StartAsync(new RpcLimits { Calls = new CallLimits { GasCap = 1_000_000 } });
        foreach (string gas in (string[])["", ",\"gas\":\"0xffffffff\""])
            (await chain.CallAsync("eth_call", $$"""{"to":"{{Bob}}"{{gas}}}""", "\"latest\"", WithCode(code))).GetString().ShouldBe("0x" + Word(1_000_000 - 21_000 - 2));
    }

    private static byte[] EndlessLoop => [Opcode.JumpDest, 0x5f, Opcode.Jump];

    private static string Word(ulong value) => Hash256.FromU256(value).ToHex()[2..];

    private static string WithCode(byte[] code) => TestContract.Override(Bob, $$"""{"code":"{{code.ToHex()}}"}""");

    private async Task<string> Text(string method, params string[] parameters) => (await _chain.CallAsync(method, parameters)).GetString()!;
}
