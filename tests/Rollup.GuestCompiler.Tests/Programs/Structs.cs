using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>Two words: handed over in registers.</summary>
internal readonly struct Pair(ulong first, ulong second)
{
    public ulong First { get; } = first;

    public ulong Second { get; } = second;
}

/// <summary>Four words: handed over by address.</summary>
internal struct Quad(ulong a, ulong b, ulong c, ulong d)
{
    public ulong A = a;
    public ulong B = b;
    public ulong C = c;
    public ulong D = d;

    public static Quad Sum(Quad x, Quad y) => new(x.A + y.A, x.B + y.B, x.C + y.C, x.D + y.D);

    public readonly ulong Mix() => A + (3 * B) + (5 * C) + (7 * D);
}

/// <summary>No fields at all.</summary>
internal readonly struct Nothing
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong Answer() => 42;
}

/// <summary>Fields of every size, with padding between them.</summary>
internal struct Mixed
{
    public byte Small;
    public ushort Medium;
    public sbyte Signed;
    public uint Large;
    public bool Flag;
    public ulong Word;
    public char Letter;
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct Packed
{
    public byte Head;
    public ulong Word;
    public ushort Tail;
}

[StructLayout(LayoutKind.Explicit)]
internal struct Overlapping
{
    [FieldOffset(0)]
    public ulong Word;

    [FieldOffset(0)]
    public uint Low;

    [FieldOffset(4)]
    public uint High;

    [FieldOffset(1)]
    public byte Second;
}

/// <summary>A struct in a struct, and room whose size no field tells.</summary>
internal unsafe struct Room
{
    public fixed ulong Words[6];
    public fixed byte Bytes[5];
    public Pair Pair;
}
