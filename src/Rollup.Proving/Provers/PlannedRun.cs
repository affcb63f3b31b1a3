using System.Buffers.Binary;
using Rollup.Kernel.State;
using Rollup.Machine.Events;
using Rollup.Machine.Proving;

namespace Rollup.Proving.Provers;

/// <summary>Where a segment of a run begins and ends.</summary>
/// <param name="StartCycle">Instructions before it.</param>
/// <param name="EndCycle">Instructions at its end.</param>
/// <param name="Statement">What its proof says.</param>
public sealed record SegmentBoundary(long StartCycle, long EndCycle, SegmentStatement Statement);

/// <summary>
/// The result of a plan: the finished run and its segments. Its bytes: the run's (<see cref="RunCodec"/>), then for each segment start cycle, end cycle (8 bytes each, little-endian), start pc, start root, end
/// pc, end root (4 and 32 bytes each).
/// </summary>
public sealed record PlannedRun(RunProof Run, IReadOnlyList<SegmentBoundary> Segments)
{
    private const int SegmentBytes = (2 * sizeof(long)) + (2 * (sizeof(uint) + Digest.Size));

    /// <summary>The bytes.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[RunCodec.RunBytes + (SegmentBytes * Segments.Count)];
        RunCodec.Encode(Run).CopyTo(bytes, 0);
        Span<byte> rest = bytes.AsSpan(RunCodec.RunBytes);
        foreach ((long startCycle, long endCycle, SegmentStatement statement) in Segments)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, startCycle);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], endCycle);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[16..], statement.StartPc);
            statement.StartRoot.WriteTo(rest.Slice(20, Digest.Size));
            BinaryPrimitives.WriteUInt32LittleEndian(rest[(20 + Digest.Size)..], statement.EndPc);
            statement.EndRoot.WriteTo(rest.Slice(24 + Digest.Size, Digest.Size));
            rest = rest[SegmentBytes..];
        }

        return bytes;
    }

    /// <summary>Null if the bytes are no planned run, or its segments do not follow one another.</summary>
    public static PlannedRun? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < RunCodec.RunBytes || RunCodec.DecodeRun(bytes[..RunCodec.RunBytes]) is not { SegmentCount: > 0 } run || bytes.Length != RunCodec.RunBytes + ((long)SegmentBytes * run.SegmentCount))
            return null;
        ReadOnlySpan<byte> rest = bytes[RunCodec.RunBytes..];
        List<SegmentBoundary> segments = [];
        for (long cycle = 0; !rest.IsEmpty; rest = rest[SegmentBytes..])
        {
            (long startCycle, long endCycle) = (BinaryPrimitives.ReadInt64LittleEndian(rest), BinaryPrimitives.ReadInt64LittleEndian(rest[8..]));
            if (startCycle != cycle || endCycle <= startCycle || !Digest.TryRead(rest.Slice(20, Digest.Size), out Digest startRoot) || !Digest.TryRead(rest.Slice(24 + Digest.Size, Digest.Size), out Digest endRoot))
                return null;
            segments.Add(new(startCycle, endCycle, new(BinaryPrimitives.ReadUInt32LittleEndian(rest[16..]), startRoot, BinaryPrimitives.ReadUInt32LittleEndian(rest[(20 + Digest.Size)..]), endRoot)));
            cycle = endCycle;
        }

        return new(run, segments);
    }
}
