using System.Runtime.InteropServices;

namespace Rollup.Execution.Parallel;

/// <summary>A counter that many threads change, alone on its cache lines.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedCounter
{
    [FieldOffset(64)]
    private int _value;

    public int Value => Volatile.Read(ref _value);

    /// <summary>Adds one and returns the new value.</summary>
    public int Increment() => Interlocked.Increment(ref _value);

    public void Decrement() => _ = Interlocked.Decrement(ref _value);

    /// <summary>Takes the minimum with <paramref name="target"/>.</summary>
    public void LowerTo(int target)
    {
        int seen = Value;
        while (seen > target)
        {
            int actual = Interlocked.CompareExchange(ref _value, target, seen);
            if (actual == seen)
                return;
            seen = actual;
        }
    }
}
