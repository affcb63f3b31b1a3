using Rollup.Kernel.Fields;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>
/// How integers enter the hash: little-endian limbs of 29 bits, each the Montgomery word of a field element. Limbs are below p, so the packing is
/// injective; that the limb is the word, and not the value, spares every hash a multiplication per limb.
/// </summary>
public static class FieldPacking
{
    /// <summary>Bits per limb.</summary>
    public const int LimbBits = 29;

    /// <summary>Limbs of a 256-bit value.</summary>
    public const int U256Limbs = 9;

    /// <summary>Limbs of an address, read as a big-endian 160-bit integer.</summary>
    public const int AddressLimbs = 6;

    /// <summary>Limbs of a 64-bit value.</summary>
    public const int U64Limbs = 3;

    private const uint LimbMask = (1u << LimbBits) - 1;

    /// <summary>Writes nine limbs.</summary>
    public static void Write(in U256 value, Span<KoalaBear> limbs)
    {
        limbs[0] = Limb(value.L0);
        limbs[1] = Limb(value.L0 >> 29);
        limbs[2] = Limb((value.L0 >> 58) | (value.L1 << 6));
        limbs[3] = Limb(value.L1 >> 23);
        limbs[4] = Limb((value.L1 >> 52) | (value.L2 << 12));
        limbs[5] = Limb(value.L2 >> 17);
        limbs[6] = Limb((value.L2 >> 46) | (value.L3 << 18));
        limbs[7] = Limb(value.L3 >> 11);
        limbs[8] = Limb(value.L3 >> 40);
    }

    /// <summary>Writes six limbs.</summary>
    public static void Write(in Address address, Span<KoalaBear> limbs)
    {
        U256 value = address.ToU256();
        limbs[0] = Limb(value.L0);
        limbs[1] = Limb(value.L0 >> 29);
        limbs[2] = Limb((value.L0 >> 58) | (value.L1 << 6));
        limbs[3] = Limb(value.L1 >> 23);
        limbs[4] = Limb((value.L1 >> 52) | (value.L2 << 12));
        limbs[5] = Limb(value.L2 >> 17);
    }

    /// <summary>Writes as many limbs as <paramref name="limbs"/> holds; the value must fit in them.</summary>
    public static void Write(ulong value, Span<KoalaBear> limbs)
    {
        for (int i = 0; i < limbs.Length; i++)
        {
            limbs[i] = Limb(value);
            value >>= LimbBits;
        }
    }

    private static KoalaBear Limb(ulong bits) => KoalaBear.FromMontgomeryWord((uint)bits & LimbMask);
}
