using System.Runtime.InteropServices;

namespace Rollup.Execution.Memory;

/// <summary>
/// Hands out native memory that stays where it is until <see cref="Reset"/>, which takes all of it back. It grows by whole chunks and
/// keeps them for the next block. Used by one thread at a time.
/// </summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const nuint ChunkSize = 1 << 20;
    private const nuint Alignment = 16;

    private readonly List<(nint Start, nuint Size)> _chunks = [];
    private int _current = -1;
    private byte* _next;
    private byte* _end;

    /// <summary>Room for <paramref name="count"/> values, of unspecified content.</summary>
    public T* Allocate<T>(int count)
        where T : unmanaged
    {
        nuint size = (((nuint)count * (nuint)sizeof(T)) + Alignment - 1) & ~(Alignment - 1);
        while (size > (nuint)(_end - _next))
            NextChunk(size);
        byte* block = _next;
        _next += size;
        return (T*)block;
    }

    /// <summary>Takes everything back.</summary>
    public void Reset()
    {
        _current = -1;
        _next = null;
        _end = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((nint start, _) in _chunks)
            NativeMemory.AlignedFree((void*)start);
        _chunks.Clear();
        Reset();
    }

    private void NextChunk(nuint atLeast)
    {
        _current++;
        if (_current == _chunks.Count)
        {
            nuint size = Math.Max(ChunkSize, atLeast);
            _chunks.Add(((nint)NativeMemory.AlignedAlloc(size, 64), size));
        }

        (nint start, nuint length) = _chunks[_current];
        _next = (byte*)start;
        _end = _next + length;
    }
}

/// <summary>A growing list in native memory that is emptied and filled again for every transaction. Used by one thread at a time.</summary>
internal sealed unsafe class NativeList<T> : IDisposable
    where T : unmanaged
{
    private T* _items = (T*)NativeMemory.Alloc(64, (nuint)sizeof(T));
    private int _capacity = 64;

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>The item at <paramref name="index"/>; valid until the next <see cref="Add"/>.</summary>
    public ref T this[int index] => ref _items[index];

    /// <summary>Adds an item of unspecified content; the reference is valid until the next call.</summary>
    public ref T Add()
    {
        if (Count == _capacity)
        {
            _capacity *= 2;
            _items = (T*)NativeMemory.Realloc(_items, (nuint)_capacity * (nuint)sizeof(T));
        }

        return ref _items[Count++];
    }

    /// <summary>Makes the list empty.</summary>
    public void Clear() => Count = 0;

    /// <summary>The items.</summary>
    public ReadOnlySpan<T> AsSpan() => new(_items, Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_items);
        _items = null;
        _capacity = 0;
        Count = 0;
    }
}
