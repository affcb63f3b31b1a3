namespace Rollup.Kernel.Evm.Environment;

/// <summary>
/// Hands out parts of one buffer, in order; all of it is given back at once by <see cref="Reset"/>.
/// Invariant: Start ≤ next ≤ End, and every block handed out lies inside the buffer until the next reset.
/// </summary>
public unsafe struct Arena
{
    private const nuint Alignment = 32;

    private readonly byte* _start;
    private readonly byte* _end;
    private byte* _next;

    /// <summary>An arena over <paramref name="length"/> bytes at <paramref name="start"/>, aligned to 32 bytes.</summary>
    public Arena(byte* start, nuint length)
    {
        _start = start;
        _end = start + length;
        _next = start;
    }

    /// <summary>Room for <paramref name="count"/> bytes, aligned to 32, of unspecified content; null when the arena is exhausted.</summary>
    public byte* Allocate(nuint count)
    {
        nuint rounded = (count + Alignment - 1) & ~(Alignment - 1);
        if (rounded < count || rounded > (nuint)(_end - _next))
            return null;
        byte* block = _next;
        _next += rounded;
        return block;
    }

    /// <summary>Takes everything back.</summary>
    public void Reset() => _next = _start;
}
