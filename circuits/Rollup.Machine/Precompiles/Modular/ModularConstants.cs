using System.Numerics;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>Constants that microprograms read: who owns them and at which address.</summary>
public static class ModularConstants
{
    /// <summary>Owners of constants begin where times end.</summary>
    public const int FirstOwner = 1 << 24;

    /// <summary>Owner of the ones that are listed in <see cref="Numbers"/>.</summary>
    public const int Common = FirstOwner;

    /// <summary>Owners of the coordinates of start points, of which a call chooses one: address i is the i-th.</summary>
    public const int StartX = FirstOwner + 1, StartY = FirstOwner + 2;

    /// <summary>Owners of where the sums of a recovery begin.</summary>
    public const int FirstSumX = FirstOwner + 7, FirstSumY = FirstOwner + 8;

    /// <summary>Owners of where a recovery must end that begins at the start point.</summary>
    public const int EndX = FirstOwner + 3, EndY = FirstOwner + 4;

    /// <summary>Owners of where a multiple of the generator must end, less the multiple itself.</summary>
    public const int OffsetX = FirstOwner + 5, OffsetY = FirstOwner + 6;

    /// <summary>Owner of the multiples of the generator for the lowest byte of a scalar; each byte has its own.</summary>
    public const int FirstWindow = FirstOwner + 16;

    public const int Zero = 0, One = 1, Seven = 2, FieldMaximum = 3, OrderMaximum = 4, Order = 5, EndomorphismX = 6, EndomorphismScalar = 7, ShiftBy22 = 8, ShiftBy21 = 9, ShiftBy32 = 10, Two = 11;

    /// <summary>The common constants by address.</summary>
    public static IReadOnlyList<BigInteger> Numbers { get; } =
    [
        0, 1, 7, Secp256k1Group.FieldModulus - 1, Secp256k1Group.Order - 1, Secp256k1Group.Order, Secp256k1Group.EndomorphismX, Secp256k1Group.EndomorphismScalar,
        1 << 22, 1 << 21, BigInteger.One << 32, 2,
    ];

    /// <summary>All constants: owner, address, value.</summary>
    public static IEnumerable<(int Owner, int Address, BigInteger Value)> All()
    {
        for (int i = 0; i < Numbers.Count; i++)
            yield return (Common, i, Numbers[i]);
        for (int i = 0; i < RecoveryPoints.StartCount; i++)
        {
            yield return (StartX, i, RecoveryPoints.Starts[i].X);
            yield return (StartY, i, RecoveryPoints.Starts[i].Y);
            yield return (FirstSumX, i, RecoveryPoints.FirstSums[i].X);
            yield return (FirstSumY, i, RecoveryPoints.FirstSums[i].Y);
            yield return (EndX, i, RecoveryPoints.Ends[i].X);
            yield return (EndY, i, RecoveryPoints.Ends[i].Y);
            yield return (OffsetX, i, RecoveryPoints.Offsets[i].X);
            yield return (OffsetY, i, RecoveryPoints.Offsets[i].Y);
        }
    }
}
