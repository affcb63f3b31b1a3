using System.Buffers.Binary;
using Rollup.Machine.Events;
using Rollup.Machine.Segments;
using Digest = Rollup.Kernel.State.Digest;

namespace Rollup.Machine.Proving;

/// <summary>
/// The bytes of <see cref="RunProof"/> and <see cref="SegmentProof"/>. A run: "ROLLRUN1", number of segments (4 bytes), input root, words of the output (8 bytes each), siblings. A segment: "ROLLSEG1",
/// start pc (4 bytes), start root, end pc, end root, proof. Numbers are little-endian; a root is eight elements, canonical, four bytes big-endian each.
/// </summary>
public static class RunCodec
{
    /// <summary>Bytes of a run.</summary>
    public const int RunBytes = 8 + 4 + Digest.Size + (8 * OutputOpening.WordCount) + (Digest.Size * OutputOpening.SiblingCount);

    private const int SegmentHeaderBytes = 8 + (2 * (4 + Digest.Size));

    private static ReadOnlySpan<byte> RunMagic => "ROLLRUN1"u8;

    private static ReadOnlySpan<byte> SegmentMagic => "ROLLSEG1"u8;

    public static byte[] Encode(RunProof run)
    {
        byte[] bytes = new byte[RunBytes];
        Span<byte> rest = bytes;
        Write(ref rest, RunMagic);
        Write(ref rest, (uint)run.SegmentCount);
        Write(ref rest, run.InputRoot);
        foreach (ulong word in run.Output.Words)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, word);
            rest = rest[8..];
        }

        foreach (Digest sibling in run.Output.Siblings)
            Write(ref rest, sibling);
        return bytes;
    }

    public static byte[] Encode(SegmentProof segment)
    {
        byte[] bytes = new byte[SegmentHeaderBytes + segment.Proof.Length];
        Span<byte> rest = bytes;
        Write(ref rest, SegmentMagic);
        Write(ref rest, segment.Statement.StartPc);
        Write(ref rest, segment.Statement.StartRoot);
        Write(ref rest, segment.Statement.EndPc);
        Write(ref rest, segment.Statement.EndRoot);
        segment.Proof.CopyTo(rest);
        return bytes;
    }

    /// <summary>Null if the bytes are no run.</summary>
    public static RunProof? DecodeRun(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != RunBytes || !bytes.StartsWith(RunMagic))
            return null;
        bytes = bytes[RunMagic.Length..];
        uint count = ReadUInt32(ref bytes);
        bool isCanonical = TryRead(ref bytes, out Digest inputRoot);
        ulong[] words = new ulong[OutputOpening.WordCount];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            bytes = bytes[8..];
        }

        Digest[] siblings = new Digest[OutputOpening.SiblingCount];
        for (int i = 0; i < siblings.Length; i++)
            isCanonical &= TryRead(ref bytes, out siblings[i]);
        return isCanonical && count <= int.MaxValue ? new((int)count, inputRoot, new(words, siblings)) : null;
    }

    /// <summary>Null if the bytes are no segment; the proof itself is not looked at. Pcs are multiples of four, so that a statement has one form.</summary>
    public static SegmentProof? DecodeSegment(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SegmentHeaderBytes || !bytes.StartsWith(SegmentMagic))
            return null;
        bytes = bytes[SegmentMagic.Length..];
        uint startPc = ReadUInt32(ref bytes);
        bool isCanonical = TryRead(ref bytes, out Digest startRoot);
        uint endPc = ReadUInt32(ref bytes);
        isCanonical &= TryRead(ref bytes, out Digest endRoot) && ((startPc | endPc) & 3) == 0;
        return isCanonical ? new(new(startPc, startRoot, endPc, endRoot), bytes.ToArray()) : null;
    }

    private static void Write(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static void Write(ref Span<byte> rest, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(rest, value);
        rest = rest[4..];
    }

    private static void Write(ref Span<byte> rest, Digest digest)
    {
        digest.WriteTo(rest);
        rest = rest[Digest.Size..];
    }

    private static uint ReadUInt32(ref ReadOnlySpan<byte> bytes)
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        bytes = bytes[4..];
        return value;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> bytes, out Digest digest)
    {
        bool isCanonical = Digest.TryRead(bytes, out digest);
        bytes = bytes[Digest.Size..];
        return isCanonical;
    }
}
