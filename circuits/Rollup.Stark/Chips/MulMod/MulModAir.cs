using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Bytes;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Chips.MulMod;

/// <summary>
/// 256-bit modular multiplication by any modulus from 1 to 2^256, odd or even; a and b need not be reduced. One multiplication per row.
/// <para>
/// Digit k of a·b − q·m − r is a sum of at most 32 products of bytes less at most 33 products and a byte, so its absolute value is below 2^22; the carry out of it, a 256th of
/// that and the carry into it, is below 2^14 in absolute value and fits two bytes with the offset 2^15. No sum comes near p = 2^31 − 2^24 + 1, so equations modulo p are equations over the integers.
/// </para>
/// With a bus, real rows receive (a ‖ b ‖ m ‖ m's top digit ‖ r) from it.
/// </summary>
public sealed class MulModAir(Bus? bus = null) : IAir
{
    private static readonly string[] Names = ColumnNames.Of<MulModColumns<byte>>();

    /// <summary>Bytes of a 256-bit number.</summary>
    public const int Bytes = 32;

    /// <summary>Elements of a message.</summary>
    public const int MessageLength = (4 * Bytes) + 1;

    /// <summary>Digits of a·b and q·m: the product of 64 by 33 digits.</summary>
    internal const int Digits = 96;

    /// <summary>What is added to a carry so that it is not negative.</summary>
    internal const int CarryOffset = 1 << 15;

    /// <summary>450.</summary>
    public static readonly int ColumnCount = Unsafe.SizeOf<MulModColumns<byte>>();

    public string Name => "mulmod";

    public int Width => ColumnCount;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly MulModColumns<T> columns = ref builder.Local.As<MulModColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", columns.IsReal);
        builder.AssertBool("m's top digit is a bit", columns.ModulusTop);
        for (int i = 0; i < Bytes; i++)
            builder.AssertZero("m is at most 2^256", columns.ModulusTop * columns.Modulus[i]);
        ConstrainReduced<TBuilder, T>(ref builder, in columns);
        ConstrainProduct<TBuilder, T>(ref builder, in columns);

        SendBytes<TBuilder, T>(ref builder, columns.Left, columns.IsReal);
        SendBytes<TBuilder, T>(ref builder, columns.Right, columns.IsReal);
        SendBytes<TBuilder, T>(ref builder, columns.Modulus, columns.IsReal);
        SendBytes<TBuilder, T>(ref builder, columns.Result, columns.IsReal);
        SendBytes<TBuilder, T>(ref builder, columns.Slack, columns.IsReal);
        SendBytes<TBuilder, T>(ref builder, columns.Quotient, columns.IsReal);
        SendBytes<TBuilder, T>(ref builder, columns.CarryLow, columns.IsReal);
        SendBytes<TBuilder, T>(ref builder, columns.CarryHigh, columns.IsReal);
        if (bus is not null)
        {
            T[] message =
            [
                .. (ReadOnlySpan<T>)columns.Left, .. (ReadOnlySpan<T>)columns.Right, .. (ReadOnlySpan<T>)columns.Modulus, columns.ModulusTop, .. (ReadOnlySpan<T>)columns.Result,
            ];
            builder.Receive(bus, message, columns.IsReal, maxMultiplicity: 1);
        }
    }

    /// <summary>r + slack + 1 = m: byte by byte with carry bits, the first carry in being 1.</summary>
    private static void ConstrainReduced<TBuilder, T>(ref TBuilder builder, ref readonly MulModColumns<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T carry = T.Constant(KoalaBear.One);
        T radix = AirBuilderExtensions.Number<T>(256);
        for (int i = 0; i < Bytes; i++)
        {
            builder.AssertBool("a carry of r + slack + 1 is a bit", columns.SlackCarry[i]);
            builder.AssertZero("r + slack + 1 = m", columns.Result[i] + columns.Slack[i] + carry - columns.Modulus[i] - (columns.SlackCarry[i] * radix));
            carry = columns.SlackCarry[i];
        }

        builder.AssertZero("the top digit of r + slack + 1 = m", carry - columns.ModulusTop);
    }

    /// <summary>a·b − q·m − r = 0, digit by digit with carries.</summary>
    private static void ConstrainProduct<TBuilder, T>(ref TBuilder builder, ref readonly MulModColumns<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T radix = AirBuilderExtensions.Number<T>(256), offset = AirBuilderExtensions.Number<T>(CarryOffset);
        T carry = default;
        for (int k = 0; k < Digits; k++)
        {
            T digit = carry;
            for (int i = Math.Max(0, k - Bytes + 1); i <= Math.Min(k, Bytes - 1); i++)
                digit += columns.Left[i] * columns.Right[k - i];
            for (int i = Math.Max(0, k - Bytes + 1); i <= Math.Min(k, (2 * Bytes) - 1); i++)
                digit -= columns.Quotient[i] * columns.Modulus[k - i];
            if (k >= Bytes)
                digit -= columns.Quotient[k - Bytes] * columns.ModulusTop;
            if (k < Bytes)
                digit -= columns.Result[k];
            carry = columns.CarryLow[k] + (columns.CarryHigh[k] * radix) - offset;
            builder.AssertZero("a digit of a·b = q·m + r", digit - (carry * radix));
        }

        builder.AssertZero("nothing is carried out of a·b = q·m + r", carry);
    }

    private static void SendBytes<TBuilder, T>(ref TBuilder builder, scoped ReadOnlySpan<T> bytes, T isReal)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int i = 0; i < bytes.Length; i += 2)
            builder.Send(BytePairAir.Pairs, bytes.Slice(i, 2), isReal, maxMultiplicity: 1);
    }
}
