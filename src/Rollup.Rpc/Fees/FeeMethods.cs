using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Fees;

/// <summary>Prices: the current ones, and those of past blocks.</summary>
public sealed class FeeMethods(ChainReader chain, FeeStatistics statistics, RpcLimits limits)
{
    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new("eth_gasPrice", GasPriceAsync),
        new("eth_maxPriorityFeePerGas", MaxPriorityFeeAsync),
        new("eth_feeHistory", FeeHistoryAsync),
        RpcMethod.Constant("eth_baseFee", json => json.WriteQuantity(statistics.NextBaseFee(chain.View.Latest))),
        RpcMethod.Constant("eth_blobBaseFee", json => json.WriteQuantity(U256.One)), // There are no blobs: EIP-4844's minimum.
    ];

    private async ValueTask<RpcError?> GasPriceAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        if (parameters.RequireNone() is { } error)
            return error;

        // While the base fee falls, the next block's is too low for an eth_estimateGas at the latest block, which wallets ask for with this price.
        BlockRow latest = chain.View.Latest;
        result.WriteQuantity(U256.Max(statistics.NextBaseFee(latest), latest.BaseFee) + await statistics.SuggestTipAsync(cancellationToken));
        return null;
    }

    private async ValueTask<RpcError?> MaxPriorityFeeAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        if (parameters.RequireNone() is { } error)
            return error;
        result.WriteQuantity(await statistics.SuggestTipAsync(cancellationToken));
        return null;
    }

    private ValueTask<RpcError?> FeeHistoryAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        ulong count = reader.NumberOrQuantity("block count");
        BlockSelector newest = reader.BlockNumber("newest block");
        double[] percentiles = reader.Percentiles("reward percentiles", limits.MaxRewardPercentiles);
        return reader.End() is { } error
            ? ValueTask.FromResult<RpcError?>(error)
            : WriteHistoryAsync(Math.Min(count, percentiles.Length > 0 ? limits.MaxRewardBlocks : limits.MaxFeeHistoryBlocks), newest, percentiles, result, cancellationToken);
    }

    private async ValueTask<RpcError?> WriteHistoryAsync(ulong count, BlockSelector newest, double[] percentiles, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ulong latest = chain.View.Latest.Number;
        ulong last = chain.Number(newest, latest);
        if (last > latest)
            return RpcError.Refused($"request beyond head block: requested {last}, head {latest}");
        ulong first = last + 1 - Math.Min(count, last + 1);
        IReadOnlyList<BlockRow> blocks = count == 0 ? [] : await chain.Blocks.GetRangeAsync(first, last, cancellationToken);
        List<U256[]> rewards = [];
        if (percentiles.Length > 0)
        {
            foreach (BlockRow block in blocks)
                rewards.Add(await statistics.RewardsAsync(block, percentiles, cancellationToken));
        }

        result.WriteStartObject();
        result.WriteQuantity("oldestBlock"u8, count == 0 ? 0 : first);
        if (blocks.Count > 0)
            WriteBlocks(blocks, result);
        else
            WriteArray(result, "gasUsedRatio"u8, Array.Empty<BlockRow>(), (_, _) => { });
        if (rewards.Count > 0)
        {
            WriteArray(result, "reward"u8, rewards, (json, tips) =>
            {
                json.WriteStartArray();
                foreach (U256 tip in tips)
                    json.WriteQuantity(in tip);
                json.WriteEndArray();
            });
        }

        result.WriteEndObject();
        return null;
    }

    /// <summary>The arrays by block; those of prices have one more element, for the block after the last. There are no blobs.</summary>
    private void WriteBlocks(IReadOnlyList<BlockRow> blocks, Utf8JsonWriter result)
    {
        IEnumerable<U256> baseFees = blocks.Select(block => block.BaseFee).Append(statistics.NextBaseFee(blocks[^1]));
        WriteArray(result, "baseFeePerGas"u8, baseFees, (json, fee) => json.WriteQuantity(in fee));
        WriteArray(result, "gasUsedRatio"u8, blocks, (json, block) => json.WriteNumberValue((double)block.GasUsed / block.GasLimit));
        WriteArray(result, "baseFeePerBlobGas"u8, baseFees, (json, _) => json.WriteQuantity(U256.One)); // EIP-4844's minimum
        WriteArray(result, "blobGasUsedRatio"u8, blocks, (json, _) => json.WriteNumberValue(0));
    }

    private static void WriteArray<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
            write(json, value);
        json.WriteEndArray();
    }
}
