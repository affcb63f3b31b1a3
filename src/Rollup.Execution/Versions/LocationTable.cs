using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.State;

namespace Rollup.Execution.Versions;

/// <summary>
/// The locations of a block, by full key: a fixed number of buckets, each a list that only ever grows at its head, so that lookups need
/// no lock.
/// </summary>
internal sealed unsafe class LocationTable : IDisposable
{
    private const int MinimumCapacity = 1 << 14;

    private Location** _buckets;
    private uint _capacity;

    /// <summary>Makes the table empty, with buckets for about <paramref name="expected"/> locations. The old ones must no longer be in use.</summary>
    public void Reset(int expected)
    {
        uint capacity = BitOperations.RoundUpToPowerOf2((uint)Math.Max(expected, MinimumCapacity));
        if (capacity > _capacity)
        {
            _buckets = (Location**)NativeMemory.Realloc(_buckets, capacity * (nuint)sizeof(Location*));
            _capacity = capacity;
        }

        NativeMemory.Clear(_buckets, _capacity * (nuint)sizeof(Location*));
    }

    /// <summary>The location of <paramref name="key"/>, made in <paramref name="arena"/> if it is new.</summary>
    public Location* GetOrAdd(in StateKey key, LocationArena arena)
    {
        ref nint bucket = ref Unsafe.AsRef<nint>(_buckets + ((uint)SeededHash.Of(in key) & (_capacity - 1)));
        nint head = Volatile.Read(ref bucket);
        Location* found = Find((Location*)head, null, in key);
        return found != null ? found : Add(ref bucket, head, in key, arena);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_buckets);
        _buckets = null;
        _capacity = 0;
    }

    private static Location* Add(ref nint bucket, nint head, in StateKey key, LocationArena arena)
    {
        Location* added = arena.Add(in key);
        while (true)
        {
            added->Next = (Location*)head;
            nint seen = Interlocked.CompareExchange(ref bucket, (nint)added, head);
            if (seen == head)
                return added;
            Location* found = Find((Location*)seen, (Location*)head, in key);
            if (found != null)
            {
                arena.RemoveLast();
                return found;
            }

            head = seen;
        }
    }

    private static Location* Find(Location* first, Location* end, in StateKey key)
    {
        for (Location* location = first; location != end; location = location->Next)
        {
            if (location->Key == key)
                return location;
        }

        return null;
    }
}

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
