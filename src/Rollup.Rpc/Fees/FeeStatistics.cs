using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Blocks;
using Rollup.Rpc.Chain;
using Rollup.Storage.Blocks;
using Rollup.Storage;

namespace Rollup.Rpc.Fees;

/// <summary>What transactions in past blocks paid, and what the next one should.</summary>
public sealed class FeeStatistics(ChainReader chain)
{
    private const int SampledBlocks = 10;
    private const double SuggestedPercentile = 60;

    private volatile Tuple<ulong, U256>? _suggestion; // The block it was computed at, and the tip.

    /// <summary>The tip that gets a transaction in while blocks have room, in wei per gas: 0.001 gwei.</summary>
    public static U256 MinimumTip => 1_000_000;

    /// <summary>The base fee in the second after that of <paramref name="block"/>, if no other block of its second follows.</summary>
    public U256 NextBaseFee(BlockRow block) => BaseFee.Next(chain.Config, block.BaseFee, HeaderJson.ReadUsage(block.Header.Span), seconds: 1);

    /// <summary>
    /// A tip that gets a transaction in soon. Tips matter only when seconds are full: of the last ten blocks those count whose second is above the
    /// gas target, with the 60th percentile of what was paid in them.
    /// </summary>
    public async ValueTask<U256> SuggestTipAsync(CancellationToken cancellationToken)
    {
        ulong latest = chain.View.Latest.Number;
        Tuple<ulong, U256>? known = _suggestion;
        if (known?.Item1 == latest)
            return known.Item2;

        IReadOnlyList<BlockRow> blocks = await chain.Blocks.GetRangeAsync(latest - Math.Min(latest, SampledBlocks - 1), latest, cancellationToken);
        List<FeeSample> samples = [];
        foreach (BlockRow block in blocks.Where(block => HeaderJson.ReadUsage(block.Header.Span).Gas > chain.Config.GasTargetPerSecond))
            samples.AddRange(await SamplesAsync(block, cancellationToken));
        U256 tip = U256.Max(MinimumTip, Percentiles(samples, [SuggestedPercentile])[0]);
        _suggestion = Tuple.Create(latest, tip);
        return tip;
    }

    /// <summary>The tips paid in a block at <paramref name="percentiles"/> of its gas, which ascend; zeros for a block without signed transactions.</summary>
    public async ValueTask<U256[]> RewardsAsync(BlockRow block, double[] percentiles, CancellationToken cancellationToken) =>
        Percentiles(block.TransactionCount == 0 ? [] : await SamplesAsync(block, cancellationToken), percentiles);

    /// <summary>Sorts <paramref name="samples"/> by tip and picks those at the given shares of all gas.</summary>
    internal static U256[] Percentiles(List<FeeSample> samples, double[] percentiles)
    {
        U256[] tips = new U256[percentiles.Length];
        if (samples.Count == 0)
            return tips;
        samples.Sort((a, b) => a.Tip.CompareTo(b.Tip));
        ulong total = samples.Aggregate(0UL, (sum, sample) => sum + sample.GasUsed);
        int next = 0;
        ulong gas = samples[0].GasUsed;
        for (int i = 0; i < percentiles.Length; i++)
        {
            ulong threshold = (ulong)(total * (percentiles[i] / 100));
            while (gas < threshold && next < samples.Count - 1)
                gas += samples[++next].GasUsed;
            tips[i] = samples[next].Tip;
        }

        return tips;
    }

    private async ValueTask<List<FeeSample>> SamplesAsync(BlockRow block, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredReceipt> receipts = await chain.Blocks.GetReceiptsAsync(block.Number, cancellationToken) ?? [];
        return
        [
            .. receipts.Where(receipt => receipt.Type != QueueItem.TransactionType)
                .Select(receipt => new FeeSample(receipt.EffectiveGasPrice - block.BaseFee, receipt.GasUsed)),
        ];
    }
}

/// <summary>One signed transaction as the fee statistics see it.</summary>
/// <param name="Tip">Wei per gas that it paid to the fee vault.</param>
/// <param name="GasUsed">Its weight.</param>
internal readonly record struct FeeSample(U256 Tip, ulong GasUsed);
