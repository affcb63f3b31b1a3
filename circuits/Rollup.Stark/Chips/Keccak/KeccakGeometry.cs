namespace Rollup.Stark.Chips.Keccak;

/// <summary>Indices of lanes, limbs and bits in <see cref="KeccakColumns{T}"/>.</summary>
internal static class KeccakGeometry
{
    public const int Lanes = 25, LaneBits = 64, LimbBits = 16, LimbsPerLane = 4, LimbCount = Lanes * LimbsPerLane;

    /// <summary>The offsets of ρ by lane index x + 5y (FIPS 202, table 2).</summary>
    private static ReadOnlySpan<byte> Rotations =>
    [
        0, 1, 62, 28, 27,
        36, 44, 6, 55, 20,
        3, 10, 43, 25, 39,
        41, 45, 15, 21, 8,
        18, 2, 61, 56, 14,
    ];

    /// <summary>The bits of a lane in which some round constant is set.</summary>
    public static ReadOnlySpan<byte> IotaBits => [0, 1, 3, 7, 15, 31, 63];

    public static int Lane(int x, int y) => (x % 5) + (5 * (y % 5));

    /// <summary>
    /// The index in A′ of bit <paramref name="z"/> of lane (<paramref name="x"/>, <paramref name="y"/>) after ρ and π: π takes lane (x + 3y, x), ρ has rotated it to the left.
    /// </summary>
    public static int AfterRhoPi(int x, int y, int z)
    {
        int source = Lane(x + (3 * y), x);
        return (source * LaneBits) + ((z + LaneBits - Rotations[source]) % LaneBits);
    }
}
