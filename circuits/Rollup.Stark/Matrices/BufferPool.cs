using System.Runtime.InteropServices;

namespace Rollup.Stark.Matrices;

/// <summary>
/// Cache-line aligned native memory for matrices, reused between them. Not thread-safe: rent and return on the thread that directs the
/// prover. Counts the bytes it holds from the system, so that a prover's peak is known.
/// </summary>
public sealed unsafe class BufferPool : IDisposable
{
    private const int Alignment = 64;

    private readonly List<(nint Address, long Bytes)> _free = [];
    private readonly Dictionary<nint, long> _rented = [];
    private long _held;

    /// <summary>The most bytes held at any time, free ones included.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Uninitialised memory of at least <paramref name="bytes"/> bytes: the smallest free buffer that is not wastefully large, or a new one.</summary>
    public nint Rent(long bytes)
    {
        int best = -1;
        for (int i = 0; i < _free.Count; i++)
        {
            if (_free[i].Bytes >= bytes && _free[i].Bytes <= bytes + (bytes / 4) && (best < 0 || _free[i].Bytes < _free[best].Bytes))
                best = i;
        }

        (nint Address, long Bytes) buffer;
        if (best >= 0)
        {
            buffer = _free[best];
            _free.RemoveAt(best);
        }
        else
        {
            FreeUnused();
            buffer = ((nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment), bytes);
            _held += bytes;
            PeakBytes = Math.Max(PeakBytes, _held);
        }

        _rented.Add(buffer.Address, buffer.Bytes);
        return buffer.Address;
    }

    public void Return(nint address)
    {
        if (_rented.Remove(address, out long bytes))
            _free.Add((address, bytes));
    }

    public void Dispose()
    {
        FreeUnused();
        foreach (nint address in _rented.Keys)
            NativeMemory.AlignedFree((void*)address);
        _rented.Clear();
    }

    private void FreeUnused()
    {
        foreach ((nint address, long bytes) in _free)
        {
            NativeMemory.AlignedFree((void*)address);
            _held -= bytes;
        }

        _free.Clear();
    }
}
