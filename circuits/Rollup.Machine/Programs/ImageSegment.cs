namespace Rollup.Machine.Programs;

/// <summary>Bytes that are in memory at <paramref name="Address"/> when a run starts.</summary>
public sealed record ImageSegment(uint Address, ReadOnlyMemory<byte> Bytes);
