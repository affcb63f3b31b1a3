using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Versions;

/// <summary>
/// Hashes keyed with a secret of this process, so that nobody can choose keys that fall into one bucket: folded 128-bit products of keyed words, as in
/// wyhash.
/// </summary>
internal static class SeededHash
{
    private static readonly ulong Secret0 = NewSecret();
    private static readonly ulong Secret1 = NewSecret();
    private static readonly ulong Secret2 = NewSecret();
    private static readonly ulong Secret3 = NewSecret();

    /// <summary>The hash of an entry's full key.</summary>
    public static ulong Of(in StateKey key)
    {
        ulong mixed = Of(key.Address, key.Kind);
        if (key.IsAccount)
            return mixed;
        U256 slot = key.Slot;
        return Of(in slot, mixed);
    }

    /// <summary>The hash of an address, continuing from <paramref name="seed"/>.</summary>
    public static ulong Of(in Address address, ulong seed)
    {
        ref byte bytes = ref Unsafe.As<Address, byte>(ref Unsafe.AsRef(in address));
        ulong first = Unsafe.ReadUnaligned<ulong>(ref bytes);
        ulong second = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, 8));
        ulong third = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, 16));
        return Fold(Fold(first ^ Secret0, second ^ Secret1) ^ third, seed ^ Secret2);
    }

    /// <summary>The hash of a word, continuing from <paramref name="seed"/>.</summary>
    public static ulong Of(in U256 word, ulong seed) =>
        Fold(Fold(word.L0 ^ Secret3, word.L1 ^ seed) ^ word.L2, Fold(word.L2 ^ Secret1, word.L3 ^ Secret2) ^ seed);

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private static ulong NewSecret() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
