using System.Runtime.InteropServices;
using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>
/// Equality of keys with hash codes of a seed that differs from process to process: users choose addresses and slots, and must not be able to choose
/// ones that collide in every dictionary of the node.
/// </summary>
public sealed class StateKeyComparer : IEqualityComparer<StateKey>
{
    /// <summary>The one comparer.</summary>
    public static readonly StateKeyComparer Instance = new();

    private StateKeyComparer()
    {
    }

    /// <inheritdoc/>
    public bool Equals(StateKey x, StateKey y) => x == y;

    /// <inheritdoc/>
    public int GetHashCode(StateKey obj)
    {
        ReadOnlySpan<byte> address = obj.Address.AsSpan();
        ulong low = MemoryMarshal.Read<ulong>(address);
        ulong middle = MemoryMarshal.Read<ulong>(address[sizeof(ulong)..]);
        uint high = MemoryMarshal.Read<uint>(address[(2 * sizeof(ulong))..]);
        return HashCode.Combine(low, middle, high, obj.Kind, obj.Slot.L0, obj.Slot.L1, obj.Slot.L2, obj.Slot.L3);
    }
}
