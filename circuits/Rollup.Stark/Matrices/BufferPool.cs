namespace Rollup.Stark.Matrices;

/// <summary>
/// Cache-line aligned native memory for matrices, reused between them; freed on disposal, or once nothing refers to the pool. Not thread-safe: rent and return on the thread that
/// directs the prover. Counts the bytes it holds from the system, so that a prover's peak is known.
/// </summary>
public sealed class BufferPool : IDisposable
{
    private readonly List<NativeBuffer> _free = [];
    private readonly Dictionary<nint, NativeBuffer> _rented = [];
    private long _held;

    /// <summary>The most bytes held at any time, free ones included.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Uninitialised memory of at least <paramref name="bytes"/> bytes: the smallest free buffer that is not wastefully large, or a new one.</summary>
    public nint Rent(long bytes)
    {
        NativeBuffer? buffer = _free.Where(b => b.Bytes >= bytes && b.Bytes <= bytes + (bytes / 4)).MinBy(b => b.Bytes);
        if (buffer is not null)
        {
            _free.Remove(buffer);
        }
        else
        {
            FreeUnused();
            buffer = new(bytes);
            _held += bytes;
            PeakBytes = Math.Max(PeakBytes, _held);
        }

        _rented.Add(buffer.Address, buffer);
        return buffer.Address;
    }

    public void Return(nint address)
    {
        if (_rented.Remove(address, out NativeBuffer? buffer))
            _free.Add(buffer);
    }

    public void Dispose()
    {
        FreeUnused();
        foreach (NativeBuffer buffer in _rented.Values)
            buffer.Dispose();
        _rented.Clear();
    }

    private void FreeUnused()
    {
        foreach (NativeBuffer buffer in _free)
        {
            _held -= buffer.Bytes;
            buffer.Dispose();
        }

        _free.Clear();
    }
}
