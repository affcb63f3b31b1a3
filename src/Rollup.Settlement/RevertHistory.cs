using Rollup.Storage.L1;

namespace Rollup.Settlement;

/// <summary>Keeps a transaction that used its gas for nothing from being repeated at once.</summary>
internal sealed class RevertHistory(L1TransactionStore transactions, TimeSpan retryAfter, TimeProvider time)
{
    /// <summary>Why the last transaction for a purpose reverted, if it was the same one and not long ago; null if it may be sent.</summary>
    public async Task<string?> FindRecentAsync(string purpose, byte[] calldata, CancellationToken cancellation)
    {
        IReadOnlyList<L1TransactionRecord> earlier = await transactions.ReadByPurposeAsync(purpose, cancellation);
        return earlier.Count > 0 && earlier[^1] is { Status: L1TransactionStatus.Reverted } last
            && last.Calldata.AsSpan().SequenceEqual(calldata)
            && time.GetUtcNow() - last.Attempts[^1].CreatedAt < retryAfter
            ? last.Error
            : null;
    }
}
