using System.Runtime.InteropServices;

namespace Rollup.Execution.Parallel;

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
