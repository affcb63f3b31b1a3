using System.Diagnostics.CodeAnalysis;
namespace Rollup.Stark.Hashing;

/// <summary>A vector of 64-bit Keccak lanes, one per independent state, with the operations of Keccak-f (FIPS 202, section 3.2).</summary>
public interface IKeccakLanes<TSelf>
    where TSelf : unmanaged, IKeccakLanes<TSelf>
{
    /// <summary>Independent states per vector.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(ulong value);

    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary>a ⊕ b ⊕ c.</summary>
    static abstract TSelf Xor(TSelf a, TSelf b, TSelf c);

    /// <summary>a ⊕ (¬b ∧ c), the map χ.</summary>
    static abstract TSelf Chi(TSelf a, TSelf b, TSelf c);

    /// <summary>Rotation to the left by a constant from 0 to 63.</summary>
    static abstract TSelf RotateLeft(TSelf value, [ConstantExpected] byte offset);

    /// <summary>Lanes of the first <see cref="Count"/> words of <paramref name="low"/> as low halves and those of <paramref name="high"/> as high halves.</summary>
    static abstract TSelf Interleave(ReadOnlySpan<uint> low, ReadOnlySpan<uint> high);

    /// <summary>Reverses the four bytes of each half of every lane.</summary>
    static abstract TSelf ReverseBytesOfHalves(TSelf value);
}
