using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Parallel;

/// <summary>
/// The locations of a block, by full key: a fixed number of buckets, each a list that only ever grows at its head, so that lookups need
/// no lock. The hash is keyed with a secret of this process: nobody can choose keys that fall into one bucket.
/// </summary>
internal sealed unsafe class LocationTable : IDisposable
{
    private const int MinimumCapacity = 1 << 12;

    private static readonly ulong[] Secret = MemoryMarshal.Cast<byte, ulong>(RandomNumberGenerator.GetBytes(32)).ToArray();

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
    public Location* GetOrAdd(in StateKey key, NativeArena arena)
    {
        ref nint bucket = ref Unsafe.AsRef<nint>(_buckets + (Hash(in key) & (_capacity - 1)));
        nint head = Volatile.Read(ref bucket);
        Location* found = Find((Location*)head, null, in key);
        if (found != null)
            return found;

        Location* added = arena.Allocate<Location>(1);
        *added = new Location { Key = key };
        while (true)
        {
            added->Next = (Location*)head;
            nint seen = Interlocked.CompareExchange(ref bucket, (nint)added, head);
            if (seen == head)
                return added;
            found = Find((Location*)seen, (Location*)head, in key);
            if (found != null)
                return found;
            head = seen;
        }
    }

    /// <summary>The first location of bucket <paramref name="index"/>, or null.</summary>
    public Location* Bucket(uint index) => _buckets[index];

    /// <summary>How many buckets there are.</summary>
    public uint Capacity => _capacity;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_buckets);
        _buckets = null;
        _capacity = 0;
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

    /// <summary>Folded 128-bit products of keyed words, as in wyhash.</summary>
    private static uint Hash(in StateKey key)
    {
        U256 slot = key.Slot;
        U256 address = key.Address.ToU256();
        ulong mixed = Fold(address.L0 ^ Secret[0], (address.L1 ^ Secret[1]) + key.Kind);
        mixed = Fold(mixed ^ address.L2 ^ Secret[2], slot.L0 ^ Secret[3]);
        mixed = Fold(mixed ^ slot.L1, slot.L2 ^ Secret[1]);
        mixed = Fold(mixed ^ slot.L3, Secret[0] | 1);
        return (uint)(mixed >> 32);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
