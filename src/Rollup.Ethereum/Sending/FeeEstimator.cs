using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;

namespace Rollup.Ethereum.Sending;

/// <summary>Offers fees from what the last blocks paid (eth_feeHistory), within a policy.</summary>
public sealed class FeeEstimator(L1Client l1, FeePolicy policy)
{
    private const int Blocks = 20;
    private const int MedianPercentile = 50;

    /// <summary>The fees to offer now.</summary>
    public async Task<TransactionFees> EstimateAsync(CancellationToken cancellation)
    {
        FeeHistory history = await l1.GetFeeHistoryAsync(Blocks, MedianPercentile, cancellation);
        if (history.BaseFees.Count == 0)
            throw new L1MalformedException("eth_feeHistory: no base fees.");
        ulong[] tips = [.. history.Rewards.Where(tip => tip > 0).Order()];
        return policy.Offer(history.BaseFees[^1], tips.Length == 0 ? 0 : tips[tips.Length / 2]);
    }
}
