using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Tests.Eth;

/// <summary>Malformed parameters: code −32602 and a message that names the argument and what was expected.</summary>
public sealed class BadParameterTests : IAsyncLifetime
{
    private TestChain _chain = null!;

    public async Task InitializeAsync() => _chain = await TestChain.StartAsync();

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Theory]
    [InlineData("eth_getBalance", "", "missing value for required argument 0 (address)")]
    [InlineData("eth_getBalance", "null", "missing value for required argument 0 (address)")]
    [InlineData("eth_getBalance", "1", "invalid argument 0 (address): expected 0x and 40 hex digits")]
    [InlineData("eth_getBalance", "\"0x12\"", "invalid argument 0 (address): expected 0x and 40 hex digits")]
    [InlineData("eth_getBalance", "\"000000000000000000000000000000000000000000\"", "invalid argument 0 (address): expected 0x and 40 hex digits")]
    [InlineData("eth_getBalance", "\"0xzz00000000000000000000000000000000000000\"", "invalid argument 0 (address): expected 0x and 40 hex digits")]
    [InlineData("eth_getBalance", "{\"a\":[1]}", "invalid argument 0 (address): expected 0x and 40 hex digits")]
    [InlineData("eth_getBalance", "\"0x0000000000000000000000000000000000000001\",\"newest\"", "invalid argument 1 (block): expected a block number (0x and hex digits without leading zeros) or one of earliest, latest, safe, finalized, pending, or an object with blockNumber or blockHash")]
    [InlineData("eth_getBalance", "\"0x0000000000000000000000000000000000000001\",{}", "invalid argument 1 (block): expected a block number (0x and hex digits without leading zeros) or one of earliest, latest, safe, finalized, pending, or an object with blockNumber or blockHash")]
    [InlineData("eth_getBalance", "\"0x0000000000000000000000000000000000000001\",\"latest\",1", "too many arguments: expected at most 2")]
    [InlineData("eth_chainId", "1", "too many arguments: expected at most 0")]
    [InlineData("eth_getBlockByNumber", "\"0x01\",false", "invalid argument 0 (block): expected a block number (0x and hex digits without leading zeros) or one of earliest, latest, safe, finalized, pending")]
    [InlineData("eth_getBlockByNumber", "1,false", "invalid argument 0 (block): expected a block number (0x and hex digits without leading zeros) or one of earliest, latest, safe, finalized, pending")]
    [InlineData("eth_getBlockByNumber", "\"0x10000000000000000\",false", "invalid argument 0 (block): expected a block number (0x and hex digits without leading zeros) or one of earliest, latest, safe, finalized, pending")]
    [InlineData("eth_getBlockByNumber", "\"latest\",\"yes\"", "invalid argument 1 (full transactions): expected true or false")]
    [InlineData("eth_getBlockByHash", "\"0x1\"", "invalid argument 0 (block hash): expected 0x and 64 hex digits")]
    [InlineData("eth_getTransactionByHash", "[]", "invalid argument 0 (transaction hash): expected 0x and 64 hex digits")]
    [InlineData("eth_getTransactionByBlockNumberAndIndex", "\"latest\",\"0x\"", "invalid argument 1 (transaction index): expected a quantity: 0x and up to 16 hex digits without leading zeros")]
    [InlineData("eth_getStorageAt", "\"0x0000000000000000000000000000000000000001\",\"0xg\"", "invalid argument 1 (slot): expected a storage slot: 0x and 1 to 64 hex digits")]
    [InlineData("eth_getLogs", "[]", "invalid argument 0 (filter): expected an object")]
    [InlineData("eth_getLogs", "{\"fromBlock\":5}", "invalid argument 0 (filter): fromBlock must be a block number or tag")]
    [InlineData("eth_getLogs", "{\"fromBlock\":\"0x2\",\"toBlock\":\"0x1\"}", "invalid block range: fromBlock is after toBlock")]
    [InlineData("eth_getLogs", "{\"blockHash\":\"0x00\"}", "invalid argument 0 (filter): blockHash must be 0x and 64 hex digits")]
    [InlineData("eth_getLogs", "{\"address\":[\"0x1\"]}", "invalid argument 0 (filter): address must be an address or an array of at most 1000 addresses")]
    [InlineData("eth_getLogs", "{\"topics\":[1]}", "invalid argument 0 (filter): topics must be an array of at most 4 positions, each null, a topic of 32 bytes, or an array of at most 1000 topics")]
    [InlineData("rollup_getBatch", "\"-1\"", "invalid argument 0 (batch): expected a block number (0x and hex digits without leading zeros) or one of earliest, latest, safe, finalized, pending")]
    public async Task A_malformed_parameter_is_named(string method, string parameters, string message) =>
        (await _chain.RefusedAsync(method, parameters)).ShouldBe((RpcErrorCode.InvalidParams, message));

    [Theory]
    [InlineData("eth_getLogs")]
    [InlineData("eth_newFilter")]
    public async Task Ranges_that_are_reversed_or_ahead_of_this_node_are_refused(string method)
    {
        await _chain.AddBlockAsync([]);
        foreach (string range in (string[])["""{"fromBlock":"latest","toBlock":"earliest"}""", """{"fromBlock":"latest","toBlock":"0x0"}"""])
            (await _chain.RefusedAsync(method, range)).ShouldBe((RpcErrorCode.InvalidParams, "invalid block range: fromBlock is after toBlock"));
        (await _chain.RefusedAsync(method, """{"fromBlock":"0x5","toBlock":"0x9"}""")).ShouldBe((RpcErrorCode.InvalidParams, "block range extends beyond current head block: requested 9, head 1"));
        (await _chain.RefusedAsync(method, """{"fromBlock":"pending"}""")).Code.ShouldBe(RpcErrorCode.InvalidParams);
        (await _chain.CallAsync(method, """{"fromBlock":"earliest","toBlock":"latest"}""")).ValueKind.ShouldNotBe(System.Text.Json.JsonValueKind.Null);
    }

    /// <summary>geth's code for arguments that are well-formed and contradict each other.</summary>
    [Theory]
    [InlineData("""{"gasPrice":"0x1","maxFeePerGas":"0x1"}""", "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified")]
    [InlineData("""{"maxFeePerGas":"0x1","maxPriorityFeePerGas":"0x2"}""", "maxFeePerGas is below maxPriorityFeePerGas")]
    [InlineData("""{"chainId":"0x1"}""", "chainId does not match node's (have=1, want=84001)")]
    public async Task Contradictions_in_a_call_are_refused(string call, string message) =>
        (await _chain.RefusedAsync("eth_call", call)).ShouldBe((RpcErrorCode.ServerError, message.Replace("84001", TestChain.Config.L2ChainId.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));

    [Fact]
    public async Task The_code_of_a_precompile_cannot_be_overridden_unnoticed() =>
        (await _chain.RefusedAsync("eth_call", """{"to":"0x0000000000000000000000000000000000000004"}""", "\"latest\"", """{"0x0000000000000000000000000000000000000004":{"code":"0x00"}}"""))
            .ShouldBe((RpcErrorCode.InvalidParams, "invalid argument 2 (state overrides): the code of 0x0000000000000000000000000000000000000004, a precompiled contract, cannot be overridden"));

    [Fact]
    public async Task Percentiles_of_rewards_must_ascend() =>
        (await _chain.RefusedAsync("eth_feeHistory", "1", "\"latest\"", "[5,5]")).Code.ShouldBe(RpcErrorCode.InvalidParams);

    [Fact]
    public async Task Escaped_digits_are_digits() =>
        (await _chain.CallAsync("eth_getBalance", "\"\\u0030x0000000000000000000000000000000000000001\"")).GetString().ShouldBe("0x0");
}
