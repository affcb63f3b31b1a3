using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Fees;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Tests.Eth;

/// <summary>Prices.</summary>
public sealed class FeeTests : IAsyncLifetime
{
    private static readonly Address Bob = Address.FromU256(0xB0B);

    private readonly TestSender _alice = new(1);
    private TestChain _chain = null!;

    public async Task InitializeAsync() => _chain = await TestChain.StartAsync((_alice.Address, U256.One * 1_000_000_000_000_000_000UL));

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task The_gas_price_pays_the_tip_and_the_base_fee_of_the_latest_block_and_of_the_next()
    {
        // The empty genesis block of 1 gwei lowers the base fee by an eighth, but an estimate at the latest block asks for 1 gwei.
        (await _chain.CallAsync("eth_maxPriorityFeePerGas")).GetString().ShouldBe("0xf4240");
        (await _chain.CallAsync("eth_gasPrice")).GetString().ShouldBe(((ulong)(1_000_000_000 + 1_000_000)).ToQuantity());
    }

    [Fact]
    public async Task The_history_has_one_more_base_fee_than_blocks()
    {
        BlockRow first = await _chain.AddBlockAsync([_alice.Transfer(Bob, 1, tip: 7), _alice.Transfer(Bob, 1, tip: 9)]);
        BlockRow second = await _chain.AddBlockAsync([]);
        JsonElement history = await _chain.CallAsync("eth_feeHistory", "\"0x2\"", "\"latest\"", "[0,50,100]");
        history.GetProperty("oldestBlock").GetString().ShouldBe("0x1");
        JsonElement[] baseFees = [.. history.GetProperty("baseFeePerGas").EnumerateArray()];
        baseFees.Length.ShouldBe(3);
        baseFees[0].GetString().ShouldBe(first.BaseFee.ToQuantity());
        baseFees[1].GetString().ShouldBe(second.BaseFee.ToQuantity());
        history.GetProperty("gasUsedRatio")[0].GetDouble().ShouldBe(42_000d / 60_000_000);
        history.GetProperty("reward")[0].EnumerateArray().Select(tip => tip.GetString()).ShouldBe(["0x7", "0x7", "0x9"]);
        history.GetProperty("reward")[1].EnumerateArray().Select(tip => tip.GetString()).ShouldBe(["0x0", "0x0", "0x0"]);
        history.GetProperty("baseFeePerBlobGas").GetArrayLength().ShouldBe(3);
        history.GetProperty("blobGasUsedRatio").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task The_history_ends_at_genesis_and_may_be_asked_for_with_plain_numbers()
    {
        await _chain.AddBlockAsync([]);
        JsonElement history = await _chain.CallAsync("eth_feeHistory", "10", "\"latest\"");
        history.GetProperty("oldestBlock").GetString().ShouldBe("0x0");
        history.GetProperty("gasUsedRatio").GetArrayLength().ShouldBe(2);
        history.TryGetProperty("reward", out _).ShouldBeFalse();
        (await _chain.RefusedAsync("eth_feeHistory", "1", "\"0x5\"")).Message.ShouldBe("request beyond head block: requested 5, head 1");
    }

    [Theory]
    [InlineData("[2,1]")]
    [InlineData("[101]")]
    [InlineData("[-1]")]
    [InlineData("[\"1\"]")]
    [InlineData("5")]
    public async Task Percentiles_ascend_from_0_to_100(string percentiles) =>
        (await _chain.RefusedAsync("eth_feeHistory", "1", "\"latest\"", percentiles)).Code.ShouldBe(RpcErrorCode.InvalidParams);

    [Fact]
    public void Percentiles_are_weighted_by_gas()
    {
        List<FeeSample> samples = [new(30, 10), new(10, 80), new(20, 10)];
        FeeStatistics.Percentiles(samples, [0, 80, 81, 90, 91, 100]).ShouldBe([10, 10, 20, 20, 30, 30]);
    }
}
