using System.Runtime.CompilerServices;

namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>Pointers, room on the stack, constant tables, and copies of every length and alignment.</summary>
internal static unsafe class MemoryPrograms
{
    private const int CopyRoom = 160;

    private static ReadOnlySpan<byte> Primes => [2, 3, 5, 7, 11, 13, 17, 19];

    private static ReadOnlySpan<ulong> Words => [0x0123456789abcdef, 0xfedcba9876543210, 0xdeadbeef, 1];

    private static ReadOnlySpan<ushort> Halves => [1, 0x8000, 0xffff, 0x1234];

    public static void Pointers(ReadOnlySpan<ulong> input, ref Results results)
    {
        fixed (ulong* start = input)
        {
            ulong* end = start + input.Length;
            ulong sum = 0;
            for (ulong* p = start; p < end; p++)
                sum += *p * (ulong)(p - start + 1);
            results.Add(sum);
            results.Add(((byte*)start)[3]);
            results.Add(((sbyte*)start)[9]);
            results.Add(*(ushort*)((byte*)start + 5));
            results.Add(*(short*)((byte*)start + 13));
            results.Add(*(uint*)((byte*)start + 7));
            results.Add(*(int*)((byte*)start + 18));
            results.Add(*(ulong*)((byte*)start + 3));
            results.Add(end - start);
            results.Add(start == end);
            results.Add(start != null);
        }

        Quad quad = new(1, 2, 3, 4);
        Quad* q = &quad;
        q->B = input[1];
        (*q).C += input[2];
        results.Add(q->Mix());
        ulong** indirect = stackalloc ulong*[2];
        indirect[1] = &q->D;
        *indirect[1] = 5;
        results.Add(quad.D);
    }

    public static void StackRoom(ReadOnlySpan<ulong> input, ref Results results)
    {
        Span<byte> known = stackalloc byte[37];
        for (int i = 0; i < known.Length; i++)
            known[i] = (byte)(input[i & 7] >> i);
        results.Add(Hash(known));
        int count = (int)(input[0] & 63) + 1;
        Span<uint> variable = stackalloc uint[count];
        for (int i = 0; i < count; i++)
            variable[i] = (uint)(input[i & 7] * (ulong)i);
        ulong sum = 0;
        foreach (uint item in variable)
            sum = (sum * 7) + item;
        results.Add(sum);
        Quad* quads = stackalloc Quad[3];
        quads[2] = new Quad(input[0], 1, 2, 3);
        quads[0] = quads[2];
        quads[0].D = 9;
        results.Add(quads[0].Mix() + quads[2].Mix());
        ulong cleared = 0;
        foreach (byte item in (Span<byte>)stackalloc byte[50])
            cleared += item;
        results.Add(cleared);
    }

    public static void Tables(ReadOnlySpan<ulong> input, ref Results results)
    {
        for (int i = 0; i < input.Length; i++)
        {
            results.Add(Primes[(int)(input[i] & 7)]);
            results.Add(Words[(int)(input[i] & 3)]);
            results.Add(Halves[(int)(input[i] & 3)]);
        }

        results.Add(Primes.Length + Words.Length);
        results.Add("a\u00ff"u8[1]);
    }

    /// <summary>What the runtime's functions do, at every length up to 70 and at all alignments, overlapping ones too.</summary>
    public static void Copies(ReadOnlySpan<ulong> input, ref Results results)
    {
        Span<byte> source = stackalloc byte[CopyRoom];
        Span<byte> target = stackalloc byte[CopyRoom];
        for (int length = 0; length <= 70; length++)
        {
            int from = (int)(input[length & 7] >> (length / 8) & 15);
            int to = (int)(input[length & 7] >> (4 + (length / 8)) & 15);
            for (int i = 0; i < CopyRoom; i++)
                source[i] = (byte)((input[i & 7] >> (i / 3)) + (ulong)i);
            target.Fill((byte)length);
            source.Slice(from, length).CopyTo(target[to..]);
            ulong hash = Hash(target);
            source.Slice(from, length).CopyTo(source[to..]);
            hash ^= 3 * Hash(source);
            target.Slice(to, length).Clear();
            hash ^= 5 * Hash(target);
            target.Slice(from, length).Fill(0xa5);
            hash ^= 7 * Hash(target);
            results.Add(hash);
            results.Add(source.Slice(from, length).SequenceEqual(target.Slice(to, length)));
            results.Add(Math.Max(-1, Math.Min(1, source.Slice(from, length).SequenceCompareTo(target.Slice(to, length)))));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xcbf29ce484222325;
        for (int i = 0; i < bytes.Length; i++)
            hash = (hash ^ bytes[i]) * 0x100000001b3;
        return hash;
    }
}
