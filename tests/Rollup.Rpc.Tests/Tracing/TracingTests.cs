using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Calls;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Testing;
using static Rollup.Rpc.Tests.Tracing.Assembly;

namespace Rollup.Rpc.Tests.Tracing;

/// <summary>What traces do besides what anvil's do: replays within blocks, L1 queue items, options and limits.</summary>
public sealed class TracingTests : IAsyncLifetime
{
    private const string CallTracer = """{"tracer":"callTracer"}""";

    private static readonly Address Bob = Address.FromU256(0xb0b);

    /// <summary>Increments slot 0 and returns it.</summary>
    private static readonly TestContract Counter = new(
        Address.FromU256(0xc0de), [.. Push(0), Opcode.SLoad, .. Push(1), Opcode.Add, Opcode.Dup1, .. Push(0), Opcode.SStore, .. Push(0), Opcode.MStore, .. Return(32)]);

    private readonly TestSender _alice = new(1);
    private TestChain _chain = null!;

    public async Task InitializeAsync() => _chain = await StartAsync(new RpcLimits());

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task A_transaction_is_traced_on_what_the_ones_before_it_in_its_block_left()
    {
        byte[][] transactions = [Count(), Count(), Count()];
        await _chain.AddBlockAsync(transactions);
        await _chain.AddBlockAsync([Count()]);
        for (int i = 0; i < transactions.Length; i++)
            Output(await TraceAsync(transactions[i], CallTracer)).ShouldBe(Hash256.FromU256((ulong)i + 1).ToHex());
    }

    [Fact]
    public async Task A_block_is_traced_transaction_by_transaction()
    {
        byte[][] transactions = [Count(), _alice.Transfer(Bob, 5), Count()];
        BlockRow block = await _chain.AddBlockAsync(transactions);
        JsonElement byNumber = await _chain.CallAsync("debug_traceBlockByNumber", "\"0x1\"", CallTracer);
        JsonElement byHash = await _chain.CallAsync("debug_traceBlockByHash", TestChain.Quoted(block.Hash), CallTracer);
        byHash.GetRawText().ShouldBe(byNumber.GetRawText());
        byNumber.EnumerateArray().Select(entry => entry.GetProperty("txHash").GetString()).ShouldBe(transactions.Select(transaction => Keccak256.Hash(transaction).ToHex()));
        byNumber.EnumerateArray().Select(entry => entry.GetProperty("result").GetProperty("value").GetString()).ShouldBe(["0x0", "0x5", "0x0"]);
        Output(byNumber[2].GetProperty("result")).ShouldBe(Hash256.FromU256(2).ToHex());
    }

    [Fact]
    public async Task Items_of_the_L1_queue_are_traced()
    {
        byte[] deposit = Item(new QueueItem { From = Bob, To = Bob, Mint = 9, Value = 9, GasLimit = 21_000, RefundAddress = Bob });
        byte[] forced = Item(new QueueItem { Index = 1, From = Bob, To = Counter.Address, GasLimit = 100_000, RefundAddress = Bob });
        byte[] impossible = Item(new QueueItem { Index = 2, From = Bob, To = Bob, Value = 10_000, GasLimit = 30_000, RefundAddress = Bob });
        await _chain.AddBlockAsync([deposit, forced, impossible]);

        JsonElement trace = await TraceAsync(deposit, CallTracer);
        trace.GetProperty("value").GetString().ShouldBe("0x9");
        trace.GetProperty("gasUsed").GetString().ShouldBe("0x5208");
        Output(await TraceAsync(forced, CallTracer)).ShouldBe(Hash256.FromU256(1).ToHex());
        trace = await TraceAsync(impossible, CallTracer);
        trace.GetProperty("error").GetString().ShouldStartWith("not executable");
        trace.GetProperty("gasUsed").GetString().ShouldBe("0x7530");

        JsonElement changes = await TraceAsync(deposit, """{"tracer":"prestateTracer","tracerConfig":{"diffMode":true}}""");
        changes.GetProperty("post").GetProperty(Bob.ToHex()).GetRawText().ShouldBe("""{"balance":"0x9","nonce":1}""");
    }

    [Fact]
    public async Task The_state_of_an_old_block_is_rebuilt_from_what_its_batch_changed()
    {
        byte[][] transactions = [Count(), Count(), Count()];
        foreach (byte[] transaction in transactions)
            await _chain.AddBlockAsync([transaction]);
        await _chain.SealAsync();
        await _chain.AddBlockAsync([Count()]);
        _chain.OldestState = 100;
        for (ulong block = 0; block < 3; block++)
            (await _chain.CallAsync("eth_call", $$"""{"to":"{{Counter.Address.ToHex()}}"}""", $"\"{block.ToQuantity()}\"")).GetString().ShouldBe(Hash256.FromU256(block + 1).ToHex());
        for (int i = 0; i < transactions.Length; i++)
            Output(await TraceAsync(transactions[i], CallTracer)).ShouldBe(Hash256.FromU256((ulong)i + 1).ToHex());
        (await _chain.RefusedAsync("eth_getStorageAt", TestChain.Quoted(Counter.Address), "\"0x0\"", "\"0x4\"")).Message
            .ShouldBe("the state of block 4 cannot be rebuilt: too much has changed since the batch before it ended");
    }

    [Fact]
    public async Task A_set_code_transaction_is_shown_and_traced()
    {
        TestAccount authority = new(7);
        byte[] permission = authority.Authorize(Counter.Address, nonce: 0);
        byte[] transaction = _alice.SetCode(authority.Address, permission, 200_000);
        await _chain.AddBlockAsync([transaction]);

        JsonElement shown = await _chain.CallAsync("eth_getTransactionByHash", TestChain.Quoted(Keccak256.Hash(transaction)));
        shown.GetProperty("type").GetString().ShouldBe("0x4");
        JsonElement authorization = shown.GetProperty("authorizationList")[0];
        authorization.GetProperty("address").GetString().ShouldBe(Counter.Address.ToHex());
        authorization.GetProperty("chainId").GetString().ShouldBe(TestAccount.ChainId.ToQuantity());
        authorization.GetProperty("nonce").GetString().ShouldBe("0x0");
        (await _chain.CallAsync("eth_getCode", TestChain.Quoted(authority.Address))).GetString().ShouldBe("0xef0100" + Counter.Address.ToHex()[2..]);
        Output(await TraceAsync(transaction, CallTracer)).ShouldBe(Hash256.FromU256(1).ToHex());
    }

    [Fact]
    public async Task A_message_of_the_messenger_shows_its_log()
    {
        string withdraw = "0x" + Convert.ToHexStringLower(Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4]) + new string('0', 61) + "b0b";
        string call = $$"""{"from":"{{_alice.Address.ToHex()}}","to":"0x000000000000000000000000000000000000a001","value":"0x1","data":"{{withdraw}}"}""";
        JsonElement trace = await _chain.CallAsync("debug_traceCall", call, "\"latest\"", """{"tracer":"callTracer","tracerConfig":{"withLog":true}}""");
        trace.GetProperty("logs")[0].GetProperty("address").GetString().ShouldBe("0x000000000000000000000000000000000000a001");
    }

    [Fact]
    public async Task A_call_is_traced_with_overrides()
    {
        string options = """{"tracer":"callTracer","stateOverrides":""" + TestContract.Override(Counter.Address.ToHex(), $$"""{"stateDiff":{"{{Hash256.Zero.ToHex()}}":"0x29"} }""") + "}";
        Output(await _chain.CallAsync("debug_traceCall", $$"""{"to":"{{Counter.Address.ToHex()}}"}""", "\"latest\"", options)).ShouldBe(Hash256.FromU256(0x2a).ToHex());
    }

    [Fact]
    public async Task Struct_logs_leave_out_what_is_switched_off()
    {
        string call = $$"""{"to":"{{Counter.Address.ToHex()}}"}""";
        JsonElement trace = await _chain.CallAsync("debug_traceCall", call, "\"latest\"", """{"disableStack":true,"disableStorage":true,"limit":3}""");
        JsonElement[] logs = [.. trace.GetProperty("structLogs").EnumerateArray()];
        logs.Select(log => log.GetProperty("op").GetString()).ShouldBe(["PUSH0", "SLOAD", "PUSH1"]);
        logs.ShouldAllBe(log => log.EnumerateObject().Select(field => field.Name).Order().SequenceEqual(new[] { "depth", "gas", "gasCost", "op", "pc" }));
        trace.GetProperty("failed").GetBoolean().ShouldBeFalse();
        trace.GetProperty("returnValue").GetString().ShouldBe(Hash256.FromU256(1).ToHex());
        logs = [.. (await _chain.CallAsync("debug_traceCall", call, "\"latest\"", """{"enableMemory":true}""")).GetProperty("structLogs").EnumerateArray()];
        logs[^1].GetProperty("memory")[0].GetString().ShouldBe(Hash256.FromU256(1).ToHex());
        logs[1].GetProperty("storage").GetProperty(Hash256.Zero.ToHex()).GetString().ShouldBe(Hash256.Zero.ToHex());
    }

    [Fact]
    public async Task Indices_of_logs_count_within_the_block_and_those_of_undone_logs_are_given_back()
    {
        // The second log is emitted in a call that reverts.
        TestContract reverting = new(Address.FromU256(0xbad), [.. Log(2, 0), .. RevertWith("undone")]);
        TestContract emitter = new(Address.FromU256(0xe0e0), [.. Log(1, 0), .. Call(Opcode.Call, reverting.Address), .. Log(3, 0)]);
        await using TestChain chain = await TestChain.StartAsync(new RpcLimits(), [reverting, emitter], (_alice.Address, U256.One * 1_000_000_000_000_000_000UL));
        byte[][] transactions = [_alice.Send(emitter.Address, 0, [], 200_000), _alice.Send(emitter.Address, 0, [], 200_000)];
        await chain.AddBlockAsync(transactions);

        for (int i = 0; i < transactions.Length; i++)
        {
            string hash = TestChain.Quoted(Keccak256.Hash(transactions[i]));
            string[] ours = [.. (await chain.CallAsync("eth_getTransactionReceipt", hash)).GetProperty("logs").EnumerateArray().Select(log => log.GetProperty("logIndex").GetString()!)];
            JsonElement trace = await chain.CallAsync("debug_traceTransaction", hash, """{"tracer":"callTracer","tracerConfig":{"withLog":true}}""");
            trace.GetProperty("logs").EnumerateArray().Select(log => log.GetProperty("index").GetString()!).ShouldBe(ours);
            trace.GetProperty("calls")[0].TryGetProperty("logs", out _).ShouldBeFalse();
            trace = await chain.CallAsync("debug_traceTransaction", hash, """{"tracer":"callTracer","tracerConfig":{"withLog":true,"onlyTopCall":true}}""");
            trace.GetProperty("logs").EnumerateArray().Select(log => log.GetProperty("index").GetString()!).ShouldBe(ours);
        }
    }

    [Fact]
    public async Task A_call_is_traced_before_the_transaction_that_it_names()
    {
        await _chain.AddBlockAsync([Count(), Count(), Count()]);
        string call = $$"""{"to":"{{Counter.Address.ToHex()}}"}""";
        for (ulong i = 0; i < 3; i++)
            Output(await _chain.CallAsync("debug_traceCall", call, "\"0x1\"", $$"""{"tracer":"callTracer","txIndex":"{{i.ToQuantity()}}"}""")).ShouldBe(Hash256.FromU256(i + 1).ToHex());
        (await _chain.RefusedAsync("debug_traceCall", call, "\"0x1\"", """{"txIndex":"0x3"}""")).Message.ShouldBe("transaction index 3 out of range: the block has 3 transactions");
    }

    [Fact]
    public async Task Selectors_are_counted_and_the_empty_tracer_says_nothing()
    {
        TestContract caller = new(Address.FromU256(0xca11), [.. Call(Opcode.Call, Bob, inputLength: 5), .. Call(Opcode.StaticCall, Bob, inputLength: 5), .. Call(Opcode.Call, Bob, inputLength: 3), .. Call(Opcode.Call, Address.FromU256(4), inputLength: 32)]);
        await using TestChain chain = await TestChain.StartAsync(new RpcLimits(), [caller]);
        string call = $$"""{"to":"{{caller.Address.ToHex()}}","data":"0xaabbccdd01"}""";
        (await chain.CallAsync("debug_traceCall", call, "\"latest\"", """{"tracer":"4byteTracer"}""")).ToString().ShouldBe("""{"0x00000000-1":2,"0xaabbccdd-1":1}""");
        (await chain.CallAsync("debug_traceCall", call, "\"latest\"", """{"tracer":"noopTracer"}""")).ToString().ShouldBe("{}");
    }

    [Fact]
    public async Task The_prestate_shows_code_hashes_and_the_authorities_of_other_chains()
    {
        TestAccount authority = new(7);
        byte[] transaction = _alice.SetCode(Counter.Address, authority.Authorize(Counter.Address, nonce: 0, chainId: 1), 200_000);
        await _chain.AddBlockAsync([transaction]);
        JsonElement trace = await TraceAsync(transaction, """{"tracer":"prestateTracer","tracerConfig":{"includeEmpty":true}}""");
        trace.TryGetProperty(authority.Address.ToHex(), out _).ShouldBeTrue();
        trace.GetProperty(Counter.Address.ToHex()).GetProperty("codeHash").GetString().ShouldBe(Keccak256.Hash(Counter.Code).ToHex());
        (await _chain.RefusedAsync("debug_traceTransaction", TestChain.Quoted(Keccak256.Hash(transaction)), """{"tracer":"prestateTracer","tracerConfig":{"includeEmpty":true,"diffMode":true}}"""))
            .ShouldBe((RpcErrorCode.InvalidParams, "invalid argument 1 (options): includeEmpty cannot be combined with diffMode"));
    }

    [Fact]
    public async Task A_block_is_traced_by_its_encoding()
    {
        await _chain.AddBlockAsync([Count()]);
        string raw = (await _chain.CallAsync("debug_getRawBlock", "\"0x1\"")).GetString()!;
        (await _chain.CallAsync("debug_traceBlock", $"\"{raw}\"", CallTracer)).GetRawText().ShouldBe((await _chain.CallAsync("debug_traceBlockByNumber", "\"0x1\"", CallTracer)).GetRawText());
        (await _chain.RefusedAsync("debug_traceBlock", "\"0x01\"")).Message.ShouldBe("invalid argument 0 (block): expected the RLP of a block");
    }

    [Fact]
    public async Task Calls_nested_as_deep_as_gas_goes_are_shown()
    {
        TestContract recursive = new(Address.FromU256(0xdeeb), Call(Opcode.Call, Address.FromU256(0xdeeb)));
        await using TestChain chain = await TestChain.StartAsync(new RpcLimits(), [recursive]);
        JsonElement response = await chain.SendAsync("debug_traceCall", $$"""{"to":"{{recursive.Address.ToHex()}}"}""", "\"latest\"", CallTracer);
        int depth = 0;
        for (JsonElement call = response.GetProperty("result"); call.TryGetProperty("calls", out JsonElement calls); call = calls[0])
            depth++;
        depth.ShouldBeGreaterThan(500);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"tracer":"callTracer"}""")]
    public async Task A_trace_that_grows_too_large_is_stopped(string options)
    {
        await using TestChain chain = await StartAsync(new RpcLimits { Calls = new CallLimits { MaxTraceBytes = 100_000 } });
        byte[] loop = [Opcode.JumpDest, .. Call(Opcode.Call, Bob), .. Push(0), Opcode.Jump];
        string overrides = TestContract.Override(Counter.Address.ToHex(), $$"""{"code":"{{loop.ToHex()}}"}""");
        string merged = options[..^1] + (options.Length > 2 ? "," : "") + "\"stateOverrides\":" + overrides + "}";
        (await chain.RefusedAsync("debug_traceCall", $$"""{"to":"{{Counter.Address.ToHex()}}"}""", "\"latest\"", merged)).Code.ShouldBe(RpcErrorCode.ResponseTooLarge);
    }

    [Fact]
    public async Task A_trace_of_a_block_is_limited_as_a_whole()
    {
        await using TestChain chain = await StartAsync(new RpcLimits { Calls = new CallLimits { MaxTraceBytes = 2_000 } });
        TestSender sender = new(1);
        await chain.AddBlockAsync([.. Enumerable.Range(0, 10).Select(_ => sender.Transfer(Bob, 1))]);
        (await chain.RefusedAsync("debug_traceBlockByNumber", "\"0x1\"", CallTracer)).Code.ShouldBe(RpcErrorCode.ResponseTooLarge);
    }

    [Fact]
    public async Task A_trace_that_takes_too_long_is_aborted()
    {
        string options = """{"timeout":"1ms","limit":1,"stateOverrides":""" + TestContract.Override(Counter.Address.ToHex(), """{"code":"0x5b5f56"}""") + "}";
        (await _chain.RefusedAsync("debug_traceCall", $$"""{"to":"{{Counter.Address.ToHex()}}"}""", "\"latest\"", options)).Code.ShouldBe(RpcErrorCode.Timeout);
    }

    [Theory]
    [InlineData("""{"tracer":"flatCallTracer"}""", "invalid argument 1 (options): tracer must be callTracer, prestateTracer, 4byteTracer or noopTracer, or missing for struct logs")]
    [InlineData("""{"timeout":"soon"}""", "invalid argument 1 (options): timeout must be a duration of one unit, such as 500ms or 10s")]
    [InlineData("""{"disableStack":1}""", "invalid argument 1 (options): disableStack must be true or false")]
    [InlineData("[]", "invalid argument 1 (options): expected an object")]
    public async Task Malformed_options_are_explained(string options, string message) =>
        (await _chain.RefusedAsync("debug_traceTransaction", TestChain.Quoted(Hash256.Zero), options)).ShouldBe((RpcErrorCode.InvalidParams, message));

    [Fact]
    public async Task What_is_not_there_is_explained()
    {
        (await _chain.RefusedAsync("debug_traceTransaction", TestChain.Quoted(Hash256.Zero))).Message.ShouldBe("transaction not found");
        (await _chain.RefusedAsync("debug_traceBlockByNumber", "\"0x0\"")).Message.ShouldBe("genesis is not traceable");
        (await _chain.RefusedAsync("debug_traceBlockByNumber", "\"0x9\"")).Message.ShouldBe("header not found: there is no such block");
    }

    private Task<TestChain> StartAsync(RpcLimits limits) => TestChain.StartAsync(limits, [Counter], (_alice.Address, U256.One * 1_000_000_000_000_000_000UL));

    private byte[] Count() => _alice.Send(Counter.Address, 0, [], 100_000);

    private Task<JsonElement> TraceAsync(byte[] transaction, string options) =>
        _chain.CallAsync("debug_traceTransaction", TestChain.Quoted(Keccak256.Hash(transaction)), options);

    private static string? Output(JsonElement call) => call.GetProperty("output").GetString();

    private static byte[] Item(QueueItem item)
    {
        byte[] encoded = new byte[item.MaxEncodedLength];
        return encoded[..item.Encode(encoded)];
    }
}
