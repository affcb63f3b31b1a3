namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>Branches, loops and calls.</summary>
internal static class ControlPrograms
{
    public static void Loops(ReadOnlySpan<ulong> input, ref Results results)
    {
        ulong sum = 0;
        for (int i = 0; i < input.Length; i++)
        {
            for (ulong bit = input[i]; bit != 0; bit &= bit - 1)
                sum = (sum * 3) + (bit & (0 - bit));
            if ((sum & 1) == 0)
                continue;
            if (sum % 17 == 3)
                break;
            sum ^= 0x5555;
        }

        results.Add(sum);
        uint n = (uint)input[0] & 0xffff;
        int steps = 0;
        while (n > 1)
        {
            n = (n & 1) == 0 ? n / 2 : (3 * n) + 1;
            steps++;
        }

        results.Add(steps);
        do
            steps -= 5;
        while (steps > 0);
        results.Add(steps);
    }

    public static void Switches(ReadOnlySpan<ulong> input, ref Results results)
    {
        for (int i = 0; i < input.Length; i++)
        {
            results.Add(Dense((int)(input[i] & 15) - 2));
            results.Add(Sparse(input[i] & 0x1011));
            results.Add(Named((Kind)(input[i] & 3)));
        }
    }

    /// <summary>Conditional expressions leave a value on the stack at a join: integers, references, pairs, larger structs.</summary>
    public static unsafe void ValuesAcrossBranches(ReadOnlySpan<ulong> input, ref Results results)
    {
        ulong a = input[0];
        ulong b = input[1];
        results.Add(1 + ((a < b ? (int)a : (int)b) * 3));
        results.Add(b + (a < b ? a : b) + (a > 5 ? 2UL : 3UL));
        Pair pair = (a & 1) == 0 ? new Pair(a, b) : new Pair(b, 7);
        results.Add(pair.First - pair.Second);
        Quad quad = (b & 1) == 0 ? new Quad(a, b, 1, 2) : Quad.Sum(new Quad(b, a, 3, 4), new Quad(a, a, a, a));
        results.Add(quad.Mix());
        ulong* place = a < b ? &a : &b;
        *place += 1;
        results.Add(a);
        results.Add(b);
        ref ulong target = ref (a & 2) == 0 ? ref a : ref b;
        target ^= 0xff;
        results.Add(a ^ (b << 1));
        bool both = a > 100 && b > 100 && (a ^ b) > 100;
        bool either = a < 100 || b < 100 || !both;
        results.Add(both);
        results.Add(either);
    }

    public static void Recursion(ReadOnlySpan<ulong> input, ref Results results)
    {
        results.Add(Fibonacci((int)(input[0] & 15)));
        results.Add(Ackermann(2, (int)(input[1] & 7)));
        results.Add(IsEven((int)(input[2] & 63)));
    }

    private enum Kind : byte
    {
        None,
        Small = 1,
        Large = 2,
    }

    private static int Dense(int value)
    {
        switch (value)
        {
            case 0:
                return 10;
            case 1:
            case 2:
                return 20;
            case 3:
                value += 100;
                goto case 5;
            case 5:
                return value * 3;
            case 6:
                return -1;
            default:
                return value;
        }
    }

    private static int Sparse(ulong value) => value switch
    {
        0x1000 => 1,
        0x0011 => 2,
        0x0010 or 0x0001 => 3,
        > 0x1000 => 4,
        _ => 5,
    };

    private static int Named(Kind kind) => kind switch { Kind.Small => 1, Kind.Large => 1000, Kind.None => 0, _ => -5 };

    private static int Fibonacci(int n) => n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);

    private static int Ackermann(int m, int n) => m == 0 ? n + 1 : n == 0 ? Ackermann(m - 1, 1) : Ackermann(m - 1, Ackermann(m, n - 1));

    private static bool IsEven(int n) => n == 0 || IsOdd(n - 1);

    private static bool IsOdd(int n) => n != 0 && IsEven(n - 1);
}
