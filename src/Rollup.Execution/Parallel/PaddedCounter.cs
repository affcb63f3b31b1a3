using System.Runtime.InteropServices;

namespace Rollup.Execution.Parallel;

/// <summary>A number that several threads read and change, alone on its cache lines.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedCounter
{
    [FieldOffset(64)]
    private int _value;

    public int Value
    {
        get => Volatile.Read(ref _value);
        set => Volatile.Write(ref _value, value);
    }

    /// <summary>Writes <paramref name="value"/> if the counter is at <paramref name="comparand"/>; returns what it was.</summary>
    public int CompareExchange(int value, int comparand) => Interlocked.CompareExchange(ref _value, value, comparand);
}
