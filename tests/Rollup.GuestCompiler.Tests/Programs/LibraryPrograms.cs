using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>Every method of the base class library that provable code may call.</summary>
internal static unsafe class LibraryPrograms
{
    public static void Spans(ReadOnlySpan<ulong> input, ref Results results)
    {
        Span<ulong> room = stackalloc ulong[input.Length + 2];
        input.CopyTo(room);
        results.Add(room.Length);
        results.Add(room[1..4].Length + room[^2..].Length + room[..3][2..].Length);
        results.Add(room.Slice(2)[0]);
        results.Add(room.Slice(2, 3)[2]);
        results.Add(ReadOnlySpan<ulong>.Empty.IsEmpty);
        results.Add(room.IsEmpty);
        room[2..5].Fill(input[0]);
        results.Add(room[4]);
        room[3..].Clear();
        results.Add(room[3] + room[2]);
        results.Add(input.TryCopyTo(room[1..]));
        results.Add(input.TryCopyTo(room[5..]));
        results.Add(room[1]);
        ReadOnlySpan<ulong> readOnly = room;
        results.Add(readOnly[5]);
        Span<Quad> quads = stackalloc Quad[3];
        quads.Fill(new Quad(input[1], 2, 3, 4));
        results.Add(quads[2].Mix());
        var single = new Span<ulong>(ref room[4]);
        single[0] = 12;
        results.Add(room[4] + (ulong)single.Length);
        fixed (ulong* pinned = room)
            results.Add(new ReadOnlySpan<ulong>(pinned, 3)[1]);
    }

    public static void SpanSearches(ReadOnlySpan<ulong> input, ref Results results)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(input);
        results.Add(bytes.SequenceEqual(bytes));
        results.Add(bytes[1..9].SequenceEqual(bytes[..8]));
        results.Add(bytes[..8].SequenceEqual(bytes[..9]));
        results.Add(input[..2].SequenceEqual(input[1..3]));
        results.Add(Sign(bytes[..9].SequenceCompareTo(bytes[8..17])));
        results.Add(Sign(bytes[..5].SequenceCompareTo(bytes[..7])));
        results.Add(bytes.IndexOfAnyExcept(bytes[0]));
        Span<byte> zeros = stackalloc byte[20];
        results.Add(zeros.IndexOfAnyExcept((byte)0));
        zeros[13] = 1;
        results.Add(((ReadOnlySpan<byte>)zeros).IndexOfAnyExcept((byte)0));
    }

    public static void MarshalledSpans(ReadOnlySpan<ulong> input, ref Results results)
    {
        Span<ulong> room = stackalloc ulong[8];
        input.CopyTo(room);
        Span<byte> bytes = MemoryMarshal.AsBytes(room);
        bytes[9] ^= 0xff;
        results.Add(room[1]);
        Span<uint> halves = MemoryMarshal.Cast<ulong, uint>(room);
        results.Add(halves[5]);
        results.Add(MemoryMarshal.Cast<byte, Quad>(bytes[..40])[0].Mix());
        results.Add(MemoryMarshal.Cast<byte, Quad>(bytes).Length);
        results.Add(MemoryMarshal.Read<uint>(bytes[7..]));
        results.Add(MemoryMarshal.Read<Quad>(bytes[3..]).Mix());
        MemoryMarshal.Write(bytes[5..], new Pair(input[6], input[7]));
        results.Add(room[1]);
        MemoryMarshal.AsRef<Quad>(bytes).C = 3;
        results.Add(room[2]);
        results.Add(MemoryMarshal.CreateSpan(ref room[3], 2)[1]);
        results.Add(MemoryMarshal.CreateReadOnlySpan(in room[4], 3).Length);
        results.Add(MemoryMarshal.GetReference(room[5..]));
    }

    public static void UnsafeReferences(ReadOnlySpan<ulong> input, ref Results results)
    {
        Span<ulong> room = stackalloc ulong[8];
        input.CopyTo(room);
        ref ulong first = ref room[0];
        results.Add(Unsafe.Add(ref first, 3));
        results.Add(Unsafe.Add(ref first, (nint)2));
        results.Add(Unsafe.AddByteOffset(ref first, 8));
        results.Add(Unsafe.As<ulong, uint>(ref Unsafe.Add(ref first, 1)));
        results.Add(Unsafe.AsRef(in room[6]));
        results.Add(*(ulong*)Unsafe.AsPointer(ref room[7]));
        results.Add(Unsafe.BitCast<Pair, Pair>(new Pair(input[0], input[1])).Second);
        results.Add(Unsafe.BitCast<uint, int>((uint)input[2]));
        results.Add(Unsafe.ByteOffset(ref first, ref room[5]));
        results.Add(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref Unsafe.As<ulong, byte>(ref first), 5)));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref Unsafe.As<ulong, byte>(ref first), 11), (uint)input[5]);
        results.Add(room[1]);
        results.Add(Unsafe.SizeOf<Quad>() + Unsafe.SizeOf<Mixed>());
        Unsafe.SkipInit(out Quad quad);
        quad = new Quad(1, 2, 3, input[4]);
        results.Add(quad.Mix());
    }

    public static void BytesOfIntegers(ReadOnlySpan<ulong> input, ref Results results)
    {
        Span<byte> bytes = stackalloc byte[24];
        MemoryMarshal.AsBytes(input[..3]).CopyTo(bytes);
        results.Add(BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]));
        results.Add(BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]));
        results.Add(BinaryPrimitives.ReadUInt32LittleEndian(bytes[3..]));
        results.Add(BinaryPrimitives.ReadUInt32BigEndian(bytes[3..]));
        results.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes[5..]));
        results.Add(BinaryPrimitives.ReadUInt64BigEndian(bytes[5..]));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[1..], (ushort)input[3]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[3..], (ushort)input[3]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[5..], (uint)input[4]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[9..], (uint)input[4]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[13..], input[5]);
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
            results.Add(word);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[15..], input[6]);
        results.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes[14..]));
        results.Add(BinaryPrimitives.ReverseEndianness(input[7]));
        results.Add(BinaryPrimitives.ReverseEndianness((uint)input[7]));
    }

    public static void Bits(ReadOnlySpan<ulong> input, ref Results results)
    {
        for (int i = 0; i < 4; i++)
        {
            ulong word = input[i];
            results.Add(BitOperations.LeadingZeroCount(word));
            results.Add(BitOperations.LeadingZeroCount((uint)word));
            results.Add(BitOperations.TrailingZeroCount(word));
            results.Add(BitOperations.TrailingZeroCount((uint)word));
            results.Add(BitOperations.PopCount(word));
            results.Add(BitOperations.PopCount((uint)word));
            results.Add(BitOperations.Log2(word));
            results.Add(BitOperations.Log2((uint)word));
            results.Add(BitOperations.RotateLeft(word, (int)input[4]));
            results.Add(BitOperations.RotateRight(word, (int)input[4]));
            results.Add(BitOperations.RotateLeft((uint)word, (int)input[5]));
            results.Add(BitOperations.RotateRight((uint)word, 7));
        }
    }

    public static void Mathematics(ReadOnlySpan<ulong> input, ref Results results)
    {
        ulong high = Math.BigMul(input[0], input[1], out ulong low);
        results.Add(high);
        results.Add(low);
        long signedHigh = Math.BigMul((long)input[0], (long)input[1], out long signedLow);
        results.Add(signedHigh);
        results.Add(signedLow);
        results.Add(Math.BigMul((uint)input[2], (uint)input[3]));
        results.Add(Math.BigMul((int)input[2], (int)input[3]));
        results.Add(Math.Min(input[4], input[5]));
        results.Add(Math.Max(input[4], input[5]));
        results.Add(Math.Min((long)input[4], (long)input[5]));
        results.Add(Math.Max((long)input[4], (long)input[5]));
        results.Add(Math.Min((int)input[4], (int)input[5]));
        results.Add(Math.Max((uint)input[4], (uint)input[5]));
    }

    private static int Sign(int value) => value < 0 ? -1 : value > 0 ? 1 : 0;
}
