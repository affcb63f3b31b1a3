using System.Runtime.CompilerServices;

namespace Rollup.Stark.Hashing;

/// <summary>
/// 256 bits of hash output as eight words. Of Poseidon2, the Montgomery words of eight elements; of Keccak, the bytes as big-endian words.
/// </summary>
[InlineArray(Length)]
public struct Digest : IEquatable<Digest>
{
    /// <summary>Words.</summary>
    public const int Length = 8;

    /// <summary>Serialised size.</summary>
    public const int Bytes = 32;

    private uint _word0;

    public readonly bool Equals(Digest other) => ((ReadOnlySpan<uint>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is Digest other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(this[0], this[1]);

    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);
}
