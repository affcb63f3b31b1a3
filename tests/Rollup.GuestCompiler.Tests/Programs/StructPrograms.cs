using System.Runtime.CompilerServices;

namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>Structs as parameters, results, variables and fields.</summary>
internal static unsafe class StructPrograms
{
    public static void ByValue(ReadOnlySpan<ulong> input, ref Results results)
    {
        Quad quad = new(input[0], input[1], input[2], input[3]);
        results.Add(Changed(quad, input[4]).Mix());
        results.Add(quad.Mix());
        Pair swapped = Swap(new Pair(input[0], input[1]));
        results.Add(swapped.First);
        results.Add(swapped.Second);
        results.Add(Swap(Swap(swapped)).First);
        results.Add(Many(swapped, quad, 5, swapped, quad, default, -3));
        Quad copy = quad;
        copy.B = 9;
        results.Add(quad.B + copy.B);
        results.Add(default(Nothing).Answer());
        results.Add(default(Quad).Mix());
        results.Add(Small((byte)input[0], (short)input[1], input[2] > 5));
    }

    public static void ByReference(ReadOnlySpan<ulong> input, ref Results results)
    {
        Quad quad = new(input[0], input[1], input[2], input[3]);
        Double(ref quad);
        results.Add(quad.Mix());
        results.Add(Read(in quad));
        Make(input[4], out Quad made);
        results.Add(made.Mix());
        ref ulong field = ref Field(ref quad);
        field = 77;
        results.Add(quad.C);
        quad = made with { D = 3 };
        results.Add(quad.Mix());
        Quad other = quad;
        Double(ref other);
        results.Add(other.Mix() - quad.Mix());
    }

    public static void Layouts(ReadOnlySpan<ulong> input, ref Results results)
    {
        Mixed mixed = new()
        {
            Small = (byte)input[0],
            Medium = (ushort)input[1],
            Signed = (sbyte)input[2],
            Large = (uint)input[3],
            Flag = input[4] > 9,
            Word = input[5],
            Letter = (char)input[6],
        };
        results.Add(sizeof(Mixed));
        results.Add(Describe(mixed));
        results.Add(((uint*)&mixed)[2]);
        results.Add(sizeof(Packed));
        Packed packed = new() { Head = (byte)input[0], Word = input[1], Tail = (ushort)input[2] };
        results.Add(*(ushort*)((byte*)&packed + 8));
        results.Add(packed.Word);
        Overlapping overlapping = new() { Word = input[3] };
        overlapping.Second = 0xab;
        results.Add(overlapping.Low);
        results.Add(overlapping.High);
        results.Add(overlapping.Word);
        results.Add(sizeof(Nothing));
        results.Add(sizeof(Room));
    }

    public static void FixedBuffers(ReadOnlySpan<ulong> input, ref Results results)
    {
        Room room = default;
        for (int i = 0; i < 6; i++)
            room.Words[i] = input[i] + (ulong)i;
        for (int i = 0; i < 5; i++)
            room.Bytes[i] = (byte)(input[i] >> 8);
        room.Pair = new Pair(input[6], input[7]);
        Room copy = room;
        room.Words[3] = 0;
        results.Add(SumOf(copy));
        results.Add(SumOf(room));
        results.Add(copy.Pair.First - copy.Pair.Second);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Quad Changed(Quad quad, ulong by)
    {
        quad.A += by;
        quad.C -= by;
        return quad;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Pair Swap(Pair pair) => new(pair.Second, pair.First);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Many(Pair a, Quad b, int c, Pair d, Quad e, Quad f, long g) =>
        a.First + b.Mix() + (ulong)c + d.Second + e.Mix() + f.Mix() + (ulong)g;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static short Small(byte a, short b, bool c) => (short)(a + b + (c ? 1 : 0));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Double(ref Quad quad) => quad = Quad.Sum(quad, quad);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Read(in Quad quad) => quad.A ^ quad.D;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(ulong seed, out Quad quad) => quad = new Quad(seed, seed >> 1, seed >> 2, seed >> 3);

    private static ref ulong Field(ref Quad quad) => ref quad.C;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Describe(Mixed mixed) =>
        (ulong)(mixed.Small + mixed.Medium + mixed.Signed) + mixed.Large + (mixed.Flag ? 1UL : 0) + mixed.Word + mixed.Letter;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong SumOf(Room room)
    {
        ulong sum = 0;
        for (int i = 0; i < 6; i++)
            sum = (sum * 31) + room.Words[i];
        for (int i = 0; i < 5; i++)
            sum = (sum * 31) + room.Bytes[i];
        return sum;
    }
}
