using Rollup.Kernel.Evm.Environment;

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>
/// Open addressing with linear probing from 32-bit hashes to the indices of a list. Buckets hold index + 1 and the hash, so that a probe
/// seldom touches the list and growing needs no rehash. At most half of the buckets are used.
/// </summary>
internal unsafe struct HashIndex
{
    private ulong* _buckets;
    private uint _mask;
    private uint _used;

    /// <summary>The content of the bucket at <paramref name="position"/>: 0 if free, else index + 1 (low half) and the hash (high half).</summary>
    public readonly ulong this[uint position] => _buckets[position & _mask];

    /// <summary>Makes the index empty, with room for 16 entries before it grows: most transactions touch fewer.</summary>
    public bool TryInitialise(ref Arena arena) => TryAllocate(ref arena, 32);

    /// <summary>Adds an entry that is not there yet.</summary>
    public bool TryAdd(ref Arena arena, uint hash, int index)
    {
        if (2 * (_used + 1) > _mask + 1 && !TryGrow(ref arena))
            return false;
        Insert(hash, (ulong)hash << 32 | (uint)(index + 1));
        _used++;
        return true;
    }

    private readonly void Insert(uint position, ulong content)
    {
        while (_buckets[position & _mask] != 0)
            position++;
        _buckets[position & _mask] = content;
    }

    private bool TryGrow(ref Arena arena)
    {
        ulong* old = _buckets;
        uint oldMask = _mask;
        if (!TryAllocate(ref arena, 2 * (oldMask + 1)))
            return false;
        for (uint i = 0; i <= oldMask; i++)
        {
            if (old[i] != 0)
                Insert((uint)(old[i] >> 32), old[i]);
        }

        return true;
    }

    private bool TryAllocate(ref Arena arena, uint buckets)
    {
        var allocated = (ulong*)arena.Allocate(buckets * sizeof(ulong));
        if (allocated == null)
            return false;
        _buckets = allocated;
        _mask = buckets - 1;
        new Span<ulong>(_buckets, (int)buckets).Clear();
        return true;
    }
}
