using System.Buffers.Binary;

namespace Rollup.Kernel.Blocks;

/// <summary>
/// What the blocks of one second of header time have used together, up to and including the one whose header carries this as its extra data:
/// gas and cells of proof, eight bytes each, big-endian.
/// </summary>
public readonly struct SecondUsage : IEquatable<SecondUsage>
{
    /// <summary>The number of bytes.</summary>
    public const int Size = 2 * sizeof(ulong);

    /// <summary>The gas.</summary>
    public ulong Gas { get; init; }

    /// <summary>The cells of proof (<see cref="Evm.Rules.ProvingCost"/>).</summary>
    public ulong ProvingCost { get; init; }

    /// <summary>Reads <see cref="Size"/> bytes.</summary>
    public static SecondUsage Read(ReadOnlySpan<byte> source) => new()
    {
        Gas = BinaryPrimitives.ReadUInt64BigEndian(source),
        ProvingCost = BinaryPrimitives.ReadUInt64BigEndian(source[sizeof(ulong)..]),
    };

    /// <summary>Writes <see cref="Size"/> bytes to the start of <paramref name="destination"/>.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Gas);
        BinaryPrimitives.WriteUInt64BigEndian(destination[sizeof(ulong)..], ProvingCost);
    }

    /// <inheritdoc/>
    public bool Equals(SecondUsage other) => Gas == other.Gas && ProvingCost == other.ProvingCost;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SecondUsage other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(Gas ^ ProvingCost);
}
