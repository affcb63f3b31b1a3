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

    [Fact]
    public async Task Escaped_digits_are_digits() =>
        (await _chain.CallAsync("eth_getBalance", "\"\\u0030x0000000000000000000000000000000000000001\"")).GetString().ShouldBe("0x0");
}
