namespace Rollup.Execution.Blocks;

/// <summary>Keeps copies of logs until <see cref="Reset"/>, in large arrays that serve again for the next block. Used by one thread at a time.</summary>
internal sealed class LogStore
{
    private const int ChunkSize = 1 << 18;

    private readonly List<byte[]> _chunks = [];
    private int _current;
    private int _used;

    /// <summary>A copy of <paramref name="logs"/>.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> logs)
    {
        if (logs.IsEmpty)
            return default;
        while (_current == _chunks.Count || logs.Length > _chunks[_current].Length - _used)
            NextChunk(logs.Length);
        Memory<byte> kept = _chunks[_current].AsMemory(_used, logs.Length);
        logs.CopyTo(kept.Span);
        _used += logs.Length;
        return kept;
    }

    /// <summary>Takes everything back.</summary>
    public void Reset()
    {
        _current = 0;
        _used = 0;
    }

    private void NextChunk(int atLeast)
    {
        if (_current == _chunks.Count)
            _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(ChunkSize, atLeast)));
        else
            _current++;
        _used = 0;
    }
}
