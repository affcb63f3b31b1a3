using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Recursion.Memory;

/// <summary>
/// The circuit's memory: words of two sizes, each written once, on two buses of messages (address ‖ word). Addresses and multiplicities are preprocessed, so memory is nothing but equality: all
/// slots of one address hold the same word. One slot of an address with n of them has multiplicity n − 1, all others −1; a slot that differs from the rest leaves a message whose count is not zero
/// modulo p, because n is below p. An address whose word comes from the table of constants, or is a public value, has multiplicity −1 in all slots.
/// <para>Base elements (bits, public values) are extension words whose other coordinates are zero.</para>
/// </summary>
public static class MemoryBuses
{
    /// <summary>Coordinates of an extension word.</summary>
    public const int ExtensionLength = 5;

    /// <summary>Elements of a digest word.</summary>
    public const int DigestLength = 8;

    public static Bus Extension { get; } = new(1, "extension words", 1 + ExtensionLength);

    public static Bus Digest { get; } = new(2, "digest words", 1 + DigestLength);

    /// <summary>Puts a word on its bus. Multiplicities are part of the key, so no constraint bounds them.</summary>
    public static void Access<TBuilder, T>(ref TBuilder builder, Bus bus, in MemorySlot<T> slot, scoped ReadOnlySpan<T> word)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.Send(bus, [slot.Address, .. word], slot.Multiplicity, Bus.Unbounded);
}
