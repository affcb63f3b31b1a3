using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Bytes;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Chips.MulMod;

/// <summary>Fills <see cref="MulModColumns{T}"/>.</summary>
public static class MulModTrace
{
    /// <summary>One row per multiplication (a, b, m) with a, b below 2^256 and m from 1 to 2^256; padding is 0·0 modulo 1. Counts the bytes that are sent.</summary>
    public static Trace Generate(IReadOnlyList<(BigInteger Left, BigInteger Right, BigInteger Modulus)> operations, BytePairCounts bytes)
    {
        Trace trace = new(MulModAir.ColumnCount, Trace.HeightFor(operations.Count));
        for (int row = 0; row < trace.Height; row++)
        {
            ref MulModColumns<KoalaBear> columns = ref trace.Row(row).As<MulModColumns<KoalaBear>, KoalaBear>();
            bool isReal = row < operations.Count;
            (BigInteger left, BigInteger right, BigInteger modulus) = isReal ? operations[row] : (BigInteger.Zero, BigInteger.Zero, BigInteger.One);
            FillRow(ref columns, left, right, modulus);
            if (!isReal)
                continue;
            columns.IsReal = KoalaBear.One;
            Count(columns.Left, bytes);
            Count(columns.Right, bytes);
            Count(columns.Modulus, bytes);
            Count(columns.Result, bytes);
            Count(columns.Slack, bytes);
            Count(columns.Quotient, bytes);
            Count(columns.CarryLow, bytes);
            Count(columns.CarryHigh, bytes);
        }

        return trace;
    }

    private static void FillRow(ref MulModColumns<KoalaBear> columns, BigInteger left, BigInteger right, BigInteger modulus)
    {
        BigInteger quotient = BigInteger.DivRem(left * right, modulus, out BigInteger result);
        byte[] a = Digits(left, MulModAir.Bytes), b = Digits(right, MulModAir.Bytes), m = Digits(modulus, MulModAir.Bytes + 1);
        byte[] q = Digits(quotient, 2 * MulModAir.Bytes), r = Digits(result, MulModAir.Bytes), slack = Digits(modulus - 1 - result, MulModAir.Bytes);
        Write(a, columns.Left);
        Write(b, columns.Right);
        Write(m.AsSpan(0, MulModAir.Bytes), columns.Modulus);
        columns.ModulusTop = KoalaBear.FromCanonical(m[MulModAir.Bytes]);
        Write(r, columns.Result);
        Write(slack, columns.Slack);
        Write(q, columns.Quotient);

        int carry = 1;
        for (int i = 0; i < MulModAir.Bytes; i++)
        {
            carry = (r[i] + slack[i] + carry) >> 8;
            columns.SlackCarry[i] = KoalaBear.FromCanonical((uint)carry);
        }

        int product = 0;
        for (int k = 0; k < MulModAir.Digits; k++)
        {
            product += Convolution(a, b, k) - Convolution(q, m, k) - (k < r.Length ? r[k] : 0);
            product >>= 8;
            uint shifted = (uint)(product + MulModAir.CarryOffset);
            columns.CarryLow[k] = KoalaBear.FromCanonical(shifted & 0xff);
            columns.CarryHigh[k] = KoalaBear.FromCanonical(shifted >> 8);
        }
    }

    private static int Convolution(byte[] x, byte[] y, int digit)
    {
        int sum = 0;
        for (int i = Math.Max(0, digit - y.Length + 1); i <= Math.Min(digit, x.Length - 1); i++)
            sum += x[i] * y[digit - i];
        return sum;
    }

    private static byte[] Digits(BigInteger value, int count)
    {
        byte[] digits = new byte[count];
        if (!value.TryWriteBytes(digits, out _, isUnsigned: true))
            throw new ArgumentOutOfRangeException(nameof(value), $"The number has more than {count} bytes.");
        return digits;
    }

    private static void Write(ReadOnlySpan<byte> digits, Span<KoalaBear> columns)
    {
        for (int i = 0; i < columns.Length; i++)
            columns[i] = KoalaBear.FromCanonical(digits[i]);
    }

    private static void Count(ReadOnlySpan<KoalaBear> columns, BytePairCounts bytes)
    {
        for (int i = 0; i < columns.Length; i += 2)
            bytes.Add((byte)columns[i].ToCanonical(), (byte)columns[i + 1].ToCanonical());
    }
}
