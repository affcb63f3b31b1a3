using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Batches;

/// <summary>
/// The last <see cref="Capacity"/> addresses that a state diff has spelled out, so that the slots of the same contract need not
/// repeat it. Writer and reader keep the same list; start from <c>default</c>.
/// </summary>
internal unsafe struct RecentOwners
{
    /// <summary>The number of addresses remembered.</summary>
    public const int Capacity = 16;

    private fixed byte _addresses[Capacity * Address.Size];
    private int _count;

    [UnscopedRef]
    private Span<Address> Addresses => MemoryMarshal.Cast<byte, Address>(MemoryMarshal.CreateSpan(ref _addresses[0], Capacity * Address.Size));

    /// <summary>Remembers <paramref name="address"/> as the latest, and forgets the oldest if there is no room.</summary>
    public void Add(in Address address) => Addresses[_count++ % Capacity] = address;

    /// <summary>How many addresses are later than this one: 0 for the latest, −1 if it is not remembered.</summary>
    public int AgeOf(in Address address)
    {
        Span<Address> addresses = Addresses;
        int known = Math.Min(_count, Capacity);
        for (int age = 0; age < known; age++)
        {
            if (addresses[(_count - 1 - age) % Capacity] == address)
                return age;
        }

        return -1;
    }

    /// <summary>The address of an age; false if there is none.</summary>
    public bool TryGet(int age, out Address address)
    {
        bool known = (uint)age < (uint)Math.Min(_count, Capacity);
        address = known ? Addresses[(_count - 1 - age) % Capacity] : default;
        return known;
    }
}
