using Rollup.Recursion.Memory;

namespace Rollup.Recursion.Chips.Arithmetic;

/// <summary>Where an operation's four words stand in memory.</summary>
public struct ArithmeticOperationSlots<T>
{
    public MemorySlot<T> A;

    public MemorySlot<T> B;

    public MemorySlot<T> C;

    public MemorySlot<T> D;
}
