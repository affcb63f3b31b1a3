namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>Integer instructions, at both widths, signed and unsigned.</summary>
internal static class IntegerPrograms
{
    public static void Arithmetic32(ReadOnlySpan<ulong> input, ref Results results)
    {
        int a = (int)input[0];
        int b = (int)input[1];
        uint c = (uint)input[2];
        uint d = (uint)input[3];
        results.Add(a + b);
        results.Add(a - b);
        results.Add(a * b);
        results.Add(c + d);
        results.Add(c - d);
        results.Add(c * d);
        results.Add(-a);
        results.Add(~a);
        results.Add(a & b);
        results.Add(a | b);
        results.Add(a ^ b);
        results.Add(a << b);
        results.Add(a >> b);
        results.Add(a >>> b);
        results.Add(c << a);
        results.Add(c >> a);
        results.Add(a + (int)c - 7 + (b * 3));
    }

    public static void Arithmetic64(ReadOnlySpan<ulong> input, ref Results results)
    {
        long a = (long)input[0];
        long b = (long)input[1];
        ulong c = input[2];
        ulong d = input[3];
        int count = (int)input[4];
        results.Add(a + b);
        results.Add(a - b);
        results.Add(a * b);
        results.Add(c + d);
        results.Add(c - d);
        results.Add(c * d);
        results.Add(-a);
        results.Add(~c);
        results.Add(c & d);
        results.Add(c | d);
        results.Add(c ^ d);
        results.Add(a << count);
        results.Add(a >> count);
        results.Add(c >> count);
        results.Add(c << 63);
        results.Add(c >> 1);
        results.Add(a + count);
        results.Add(c + (uint)count);
        results.Add((long)(nint)a + (nint)count);
        results.Add((nuint)c - (nuint)d);
    }

    public static void Division(ReadOnlySpan<ulong> input, ref Results results)
    {
        ulong c = input[0];
        ulong d = input[1] | 1;
        long a = (long)input[2];
        long b = (long)input[3] | 2;
        results.Add(c / d);
        results.Add(c % d);
        results.Add(c / (d >> 40 | 1));
        results.Add(c % (d >> 40 | 1));
        results.Add((uint)c / (uint)d);
        results.Add((uint)c % (uint)d);
        results.Add(c / 10);
        results.Add(c % 1_000_000_007);
        results.Add((uint)c / 136);
        results.Add(a / 7);
        if (b == -1)
            return;
        results.Add(a / b);
        results.Add(a % b);
        if ((int)b is 0 or -1)
            return;
        results.Add((int)a / (int)b);
        results.Add((int)a % (int)b);
    }

    public static void Conversions(ReadOnlySpan<ulong> input, ref Results results)
    {
        ulong a = input[0];
        int b = (int)input[1];
        results.Add((sbyte)a);
        results.Add((byte)a);
        results.Add((short)a);
        results.Add((ushort)a);
        results.Add((char)a);
        results.Add((int)a);
        results.Add((uint)a);
        results.Add((long)(sbyte)b);
        results.Add((ulong)(byte)b);
        results.Add((long)b);
        results.Add((ulong)b);
        results.Add((ulong)(uint)b);
        results.Add(Narrowed((byte)a, (sbyte)a, (ushort)b, (short)b));
        byte wrapping = (byte)a;
        wrapping += 200;
        results.Add(wrapping);
    }

    public static void Comparisons(ReadOnlySpan<ulong> input, ref Results results)
    {
        long a = (long)input[0];
        long b = (long)input[1];
        int c = (int)input[2];
        int d = (int)input[3];
        results.Add(a < b);
        results.Add(a > b);
        results.Add(a <= b);
        results.Add(a >= b);
        results.Add(a == b);
        results.Add(a != b);
        results.Add((ulong)a < (ulong)b);
        results.Add((ulong)a > (ulong)b);
        results.Add((ulong)a <= (ulong)b);
        results.Add((ulong)a >= (ulong)b);
        results.Add(c < d);
        results.Add(c <= d);
        results.Add((uint)c < (uint)d);
        results.Add((uint)c >= (uint)d);
        results.Add(c == d);
        results.Add(a != 0);
        results.Add(c < d == a < b);
    }

    /// <summary>Operands small enough not to overflow; <see cref="FailingPrograms"/> has the others.</summary>
    public static void CheckedArithmetic(ReadOnlySpan<ulong> input, ref Results results)
    {
        int a = (int)(input[0] & 0x7fff) - 0x4000;
        int b = (int)(input[1] & 0x7fff) - 0x4000;
        ulong c = input[2] >> 33;
        ulong d = (input[3] >> 33) + 1;
        checked
        {
            results.Add(a + b);
            results.Add(a - b);
            results.Add(a * b);
            results.Add(c + d);
            results.Add(c * d);
            results.Add(((c + 2) << 32) - d);
        }
    }

    private static int Narrowed(byte a, sbyte b, ushort c, short d) => a + b + c + d;
}
