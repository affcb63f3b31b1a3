using Rollup.Execution.Parallel;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>At every point, as the seed decides: nothing, a short delay, or another thread's turn.</summary>
internal readonly struct SeededPerturbation(SeededPerturbation.Source source) : IPerturbation
{
    public void Pause()
    {
        switch (source.Next() & 15)
        {
            case 0 or 1 or 2:
                _ = Thread.Yield();
                break;
            case 3 or 4:
                Thread.SpinWait(50);
                break;
            case 5:
                Thread.Sleep(0);
                break;
            default:
                break;
        }
    }

    /// <summary>The numbers that all threads draw from.</summary>
    internal sealed class Source(int seed)
    {
        private ulong _state = (ulong)seed;

        public ulong Next()
        {
            // SplitMix64.
            ulong z = Interlocked.Add(ref _state, 0x9e3779b97f4a7c15);
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }
}
