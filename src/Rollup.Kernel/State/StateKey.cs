using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>The name of an entry of the state: an account, or a storage slot of one.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct StateKey : IEquatable<StateKey>
{
    /// <summary><see cref="Kind"/> of an account.</summary>
    public const byte AccountKind = 0;

    /// <summary><see cref="Kind"/> of a storage slot.</summary>
    public const byte SlotKind = 1;

    /// <summary>Elements hashed: the kind, six limbs of the address, nine of the slot.</summary>
    public const int Limbs = 1 + FieldPacking.AddressLimbs + FieldPacking.U256Limbs;

    private StateKey(byte kind, in Address address, in U256 slot)
    {
        Slot = slot;
        Address = address;
        Kind = kind;
    }

    /// <summary>The slot's position in the account's storage; 0 for an account.</summary>
    public U256 Slot { get; }

    /// <summary>The account.</summary>
    public Address Address { get; }

    /// <summary><see cref="AccountKind"/> or <see cref="SlotKind"/>.</summary>
    public byte Kind { get; }

    /// <summary>Whether the entry is an account.</summary>
    public bool IsAccount => Kind == AccountKind;

    /// <summary>The account itself.</summary>
    public static StateKey Account(in Address address) => new(AccountKind, in address, default);

    /// <summary>The slot of an account's storage at position <paramref name="slot"/>.</summary>
    public static StateKey StorageSlot(in Address address, in U256 slot) => new(SlotKind, in address, in slot);

    /// <summary>The path of the entry's leaf: the first eight elements of one sponge call (domain <see cref="StateDomain.Key"/>) over the limbs.</summary>
    public TreeKey Hash<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2Width24.Width];
        WriteSpongeState(state);
        host.Poseidon2W24(state);
        return TreeKey.FromElements(state);
    }

    /// <summary>Writes the sponge state whose permutation begins with the key's digest: 24 elements.</summary>
    public void WriteSpongeState(Span<KoalaBear> state)
    {
        state[0] = KoalaBear.FromMontgomeryWord(Kind);
        Address address = Address;
        FieldPacking.Write(in address, state[1..]);
        U256 slot = Slot;
        FieldPacking.Write(in slot, state[(1 + FieldPacking.AddressLimbs)..]);
        Poseidon2Hash.InitialiseCapacity(StateDomain.Key, Limbs, state);
    }

    /// <inheritdoc/>
    public bool Equals(StateKey other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StateKey other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => Address.GetHashCode() ^ (Slot.GetHashCode() * 31) ^ Kind;

    /// <summary>Equality of all fields.</summary>
    public static bool operator ==(in StateKey a, in StateKey b) =>
        a.Kind == b.Kind && a.Address == b.Address && a.Slot == b.Slot;

    /// <summary>Inequality.</summary>
    public static bool operator !=(in StateKey a, in StateKey b) => !(a == b);
}

/// <summary>The domains, in the sponge's capacity, that keep the tree's uses of the width-24 sponge apart.</summary>
public static class StateDomain
{
    /// <summary>A key: kind, address, slot.</summary>
    public const uint Key = 1;

    /// <summary>A leaf that holds an account.</summary>
    public const uint AccountLeaf = 2;

    /// <summary>A leaf that holds a storage slot.</summary>
    public const uint SlotLeaf = 3;

    /// <summary>A contract's code.</summary>
    public const uint Code = 4;
}
