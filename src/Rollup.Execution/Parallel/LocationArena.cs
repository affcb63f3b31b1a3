using System.Runtime.InteropServices;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>
/// The locations that one thread made, one after the other in memory, so that going through all of them is fast. They stay where they are
/// until <see cref="Reset"/>; the memory is kept for the next block. Used by one thread at a time.
/// </summary>
internal sealed unsafe class LocationArena : IDisposable
{
    private const int ChunkLength = 4096;

    private readonly List<nint> _chunks = [];
    private int _count;

    /// <summary>How many locations there are.</summary>
    public int Count => _count;

    /// <summary>How many chunks there are to go through.</summary>
    public int ChunkCount => (_count + ChunkLength - 1) / ChunkLength;

    /// <summary>The locations of a chunk.</summary>
    public Span<Location> Chunk(int index) => new((void*)_chunks[index], Math.Min(ChunkLength, _count - (index * ChunkLength)));

    /// <summary>A new location of <paramref name="key"/>.</summary>
    public Location* Add(in StateKey key)
    {
        int chunk = _count / ChunkLength;
        if (chunk == _chunks.Count)
            _chunks.Add((nint)NativeMemory.AlignedAlloc(ChunkLength * Location.Size, 64));
        Location* location = (Location*)_chunks[chunk] + (_count % ChunkLength);
        *location = new Location { Key = key };
        _count++;
        return location;
    }

    /// <summary>Takes back what the last <see cref="Add"/> has made.</summary>
    public void RemoveLast() => _count--;

    /// <summary>Takes everything back.</summary>
    public void Reset() => _count = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (nint chunk in _chunks)
            NativeMemory.AlignedFree((void*)chunk);
        _chunks.Clear();
        _count = 0;
    }
}
