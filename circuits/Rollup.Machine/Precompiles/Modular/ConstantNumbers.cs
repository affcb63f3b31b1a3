using System.Numerics;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>The bytes of constants, and where the tables hold them.</summary>
internal static class ConstantNumbers
{
    /// <summary>Constants in the table of the microprogram, in order.</summary>
    public static IReadOnlyList<(int Owner, int Address, byte[] Value)> Listed { get; } = [.. ModularConstants.All().Select(c => (c.Owner, c.Address, ToBytes(c.Value)))];

    private static readonly Dictionary<(int Owner, int Address), int> Rows = Listed.Select((c, i) => ((c.Owner, c.Address), i)).ToDictionary();

    private static readonly Lazy<byte[]> Windows = new(() => [.. RecoveryPoints.WindowMultiples.SelectMany(point => ToBytes(point.X).Concat(ToBytes(point.Y)))]);

    /// <summary>Where <see cref="Listed"/> has a constant that is not of a window.</summary>
    public static int Row(int owner, int address) => Rows[(owner, address)];

    /// <summary>x, then y of the multiple <paramref name="digit"/> of a window.</summary>
    public static ReadOnlySpan<byte> WindowMultiple(int window, int digit, bool isY)
        => Windows.Value.AsSpan(((((window * RecoveryPoints.WindowSize) + digit) * 2) + (isY ? 1 : 0)) * ModularRun.Bytes, ModularRun.Bytes);

    public static ReadOnlySpan<byte> Find(int owner, int address)
        => owner >= ModularConstants.FirstWindow
            ? WindowMultiple(owner - ModularConstants.FirstWindow, address % RecoveryPoints.WindowSize, address >= RecoveryPoints.WindowSize)
            : Listed[Row(owner, address)].Value;

    private static byte[] ToBytes(BigInteger value)
    {
        byte[] bytes = new byte[ModularRun.Bytes];
        return value.TryWriteBytes(bytes, out _, isUnsigned: true) ? bytes : throw new ArgumentOutOfRangeException(nameof(value), "A constant has more than 256 bits.");
    }
}
