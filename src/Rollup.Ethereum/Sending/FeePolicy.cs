using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;
using Rollup.Storage.L1;

namespace Rollup.Ethereum.Sending;

/// <summary>What the operator is willing to pay. Fees are wei per gas.</summary>
public sealed record FeePolicy
{
    /// <summary>No transaction offers more than this in all.</summary>
    public ulong MaxFeeCap { get; init; } = 500_000_000_000;

    /// <summary>Tips stay within these bounds.</summary>
    public ulong MinPriorityFee { get; init; } = 100_000_000;

    /// <inheritdoc cref="MinPriorityFee"/>
    public ulong MaxPriorityFee { get; init; } = 10_000_000_000;

    /// <summary>A transaction that has waited this long is replaced by one with higher fees.</summary>
    public TimeSpan BumpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Fees that outlast several full blocks: twice the next base fee, plus the median tip.</summary>
    public TransactionFees Offer(ulong nextBaseFee, ulong medianTip)
    {
        ulong tip = Math.Min(Math.Clamp(medianTip, MinPriorityFee, MaxPriorityFee), MaxFeeCap);
        UInt128 fee = (2 * (UInt128)nextBaseFee) + tip;
        return new TransactionFees((ulong)UInt128.Min(fee, MaxFeeCap), tip);
    }

    /// <summary>
    /// Fees that replace <paramref name="current"/>: both at least an eighth higher (pools ask for a tenth) and not below today's
    /// <paramref name="offer"/>. Null when the bounds of tip and fee leave no room for that, however often it has been asked.
    /// </summary>
    public TransactionFees? Bump(TransactionFees current, TransactionFees offer)
    {
        UInt128 fee = UInt128.Max(AnEighthMore(current.MaxFeePerGas), offer.MaxFeePerGas);
        UInt128 tip = UInt128.Max(AnEighthMore(current.MaxPriorityFeePerGas), offer.MaxPriorityFeePerGas);
        fee = UInt128.Max(fee, tip);
        return fee > MaxFeeCap || tip > MaxPriorityFee ? null : new TransactionFees((ulong)fee, (ulong)tip);
    }

    private static UInt128 AnEighthMore(ulong fee) => (UInt128)fee + (((UInt128)fee + 7) / 8) + (fee == 0 ? 1u : 0u);
}

/// <summary>Offers fees from what the last blocks paid (eth_feeHistory), within a policy.</summary>
public sealed class FeeEstimator(L1Client l1, FeePolicy policy)
{
    private const int Blocks = 20;
    private const int MedianPercentile = 50;

    /// <summary>The fees to offer now.</summary>
    public async Task<TransactionFees> EstimateAsync(CancellationToken cancellation)
    {
        try
        {
            FeeHistory history = await l1.GetFeeHistoryAsync(Blocks, MedianPercentile, cancellation);
            if (history.BaseFees.Count > 0)
            {
                ulong[] tips = [.. history.Rewards.Where(tip => tip > 0).Order()];
                return policy.Offer(history.BaseFees[^1], tips.Length == 0 ? 0 : tips[tips.Length / 2]);
            }
        }
        catch (L1Exception e) when (e is L1RpcException or L1MalformedException)
        {
            // Not every provider has the method. The offer's factor of two leaves room for a base fee that rises by an eighth with the next block.
        }

        L1Block head = await l1.GetBlockAsync(L1BlockTag.Latest, cancellation) ?? throw new L1MalformedException("The chain has no latest block.");
        return policy.Offer(head.BaseFee, 0);
    }
}
