using Rollup.Kernel.Fields;

namespace Rollup.Stark.Hashing;

/// <summary>The search for proof-of-work nonces, on several threads and with a result that does not depend on their number.</summary>
internal static class Grinding
{
    private const uint ChunkNonces = 1 << 14;

    /// <summary>
    /// The smallest nonce from <paramref name="first"/> on and below p that passes. <paramref name="firstHit"/>(n) says which of the nonces n … n + <paramref name="batch"/> − 1 is the first
    /// to pass, as an offset, or −1.
    /// </summary>
    public static uint? FindFirst(uint first, int batch, int threads, CancellationToken cancellation, Func<uint, int> firstHit)
    {
        long best = long.MaxValue;
        for (uint round = first; round < KoalaBear.Modulus - ((uint)threads * ChunkNonces) && best == long.MaxValue; round += (uint)threads * ChunkNonces)
        {
            uint start = round;
            ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
            Parallel.For(0, threads, options, thread =>
            {
                uint from = start + ((uint)thread * ChunkNonces);
                for (uint nonce = from; nonce < from + ChunkNonces; nonce += (uint)batch)
                {
                    int hit = firstHit(nonce);
                    if (hit < 0)
                        continue;
                    InterlockedMin(ref best, nonce + (uint)hit);
                    break;
                }
            });
        }

        return best == long.MaxValue ? null : (uint)best;
    }

    private static void InterlockedMin(ref long location, long value)
    {
        long current = Volatile.Read(ref location);
        while (value < current)
        {
            long seen = Interlocked.CompareExchange(ref location, value, current);
            if (seen == current)
                return;
            current = seen;
        }
    }
}
