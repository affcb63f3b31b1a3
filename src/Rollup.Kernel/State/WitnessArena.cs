using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rollup.Kernel.State;

/// <summary>Hands out typed parts of one buffer, in order and aligned to eight bytes, of unspecified content.</summary>
public ref struct WitnessArena
{
    private const int Alignment = 8;

    private Span<byte> _free;

    /// <summary>An arena over <paramref name="buffer"/>, which begins at a multiple of eight.</summary>
    public WitnessArena(Span<byte> buffer) => _free = buffer;

    /// <summary>What has not been handed out.</summary>
    public readonly Span<byte> Free => _free;

    /// <summary>Room for <paramref name="count"/> items; false if there is not enough.</summary>
    public bool TryTake<T>(int count, out Span<T> items)
        where T : unmanaged
    {
        items = default;
        long size = (((long)count * Unsafe.SizeOf<T>()) + Alignment - 1) & -Alignment;
        if (count < 0 || size > _free.Length)
            return false;
        items = MemoryMarshal.Cast<byte, T>(_free)[..count];
        _free = _free[(int)size..];
        return true;
    }
}
