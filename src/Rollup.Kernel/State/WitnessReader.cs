using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.State;

/// <summary>
/// Reads the state part of a witness. Integers are little-endian; a 256-bit integer is big-endian; a digest is eight Montgomery words,
/// which need no conversion. The first problem is kept as <see cref="Failure"/>; from then on every read yields zeros.
/// </summary>
internal ref struct WitnessReader(ReadOnlySpan<byte> witness)
{
    private ReadOnlySpan<byte> _rest = witness;

    /// <summary>The first problem.</summary>
    public StateFailure Failure { get; private set; }

    /// <summary>The number of bytes left.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>A byte.</summary>
    public byte ReadByte()
    {
        ReadOnlySpan<byte> bytes = Take(1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    /// <summary>Four bytes.</summary>
    public uint ReadUInt32()
    {
        ReadOnlySpan<byte> bytes = Take(sizeof(uint));
        return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Eight bytes.</summary>
    public ulong ReadUInt64()
    {
        ReadOnlySpan<byte> bytes = Take(sizeof(ulong));
        return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>32 bytes.</summary>
    public U256 ReadU256()
    {
        ReadOnlySpan<byte> bytes = Take(U256.Size);
        return bytes.IsEmpty ? default : U256.ReadBigEndian(bytes);
    }

    /// <summary>32 bytes.</summary>
    public Hash256 ReadHash()
    {
        ReadOnlySpan<byte> bytes = Take(Hash256.Size);
        return bytes.IsEmpty ? default : Hash256.FromSpan(bytes);
    }

    /// <summary>32 bytes.</summary>
    public Digest ReadDigest()
    {
        ReadOnlySpan<byte> bytes = Take(Digest.Size);
        if (bytes.IsEmpty)
            return default;
        Digest digest = MemoryMarshal.Read<Digest>(bytes);
        if (digest.IsCanonical)
            return digest;
        Fail(StateFailure.OutOfRange);
        return default;
    }

    /// <summary>31 bytes.</summary>
    public TreeKey ReadPath()
    {
        ReadOnlySpan<byte> bytes = Take(TreeKey.Size);
        if (bytes.IsEmpty)
            return default;
        if (!TreeKey.TryRead(bytes, out TreeKey path))
            Fail(StateFailure.OutOfRange);
        return path;
    }

    /// <summary>A kind, an address, and for a slot its position.</summary>
    public StateKey ReadKey()
    {
        byte kind = ReadByte();
        ReadOnlySpan<byte> bytes = Take(Address.Size);
        if (bytes.IsEmpty)
            return default;
        Address address = Address.FromSpan(bytes);
        if (kind == StateKey.AccountKind)
            return StateKey.Account(in address);
        if (kind != StateKey.SlotKind)
            Fail(StateFailure.UnknownKind);
        U256 slot = ReadU256();
        return StateKey.StorageSlot(in address, in slot);
    }

    /// <summary>Nonce, balance, code hash, code commitment, code size.</summary>
    public AccountState ReadAccount()
    {
        ulong nonce = ReadUInt64();
        U256 balance = ReadU256();
        Hash256 codeHash = ReadHash();
        Digest commitment = ReadDigest();
        uint codeSize = ReadUInt32();
        if (codeSize >= TreeHash.CodeSizeLimit)
            Fail(StateFailure.OutOfRange);
        return new AccountState(nonce, in balance, in codeHash, in commitment, codeSize);
    }

    /// <summary>Keeps the first failure and gives up the rest of the bytes.</summary>
    public void Fail(StateFailure failure)
    {
        if (Failure == StateFailure.None)
            Failure = failure;
        _rest = default;
    }

    /// <summary>The next bytes; empty, with a failure, if there are not as many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            Fail(StateFailure.Truncated);
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}

/// <summary>An entry that the batch touches: what the witness proves of it, and what execution has made of it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct WitnessEntry
{
    /// <summary>The entry's name.</summary>
    public StateKey Key { readonly get; internal set; }

    /// <summary>Its path in the tree.</summary>
    public TreeKey Path { readonly get; internal set; }

    /// <summary>Its value in the parent batch's state.</summary>
    public StateValue Original { readonly get; internal set; }

    /// <summary>Its value now.</summary>
    public StateValue Current { readonly get; internal set; }

    /// <summary>The index of its leaf: given by the witness if it existed, by the update if it is created.</summary>
    public ulong Index { readonly get; internal set; }

    /// <summary>Whether the parent batch's state has a leaf for it.</summary>
    public bool Existed { readonly get; internal set; }

    /// <summary>The node in which its path ends.</summary>
    internal uint Node { readonly get; set; }

    /// <summary>The next entry of the same hash bucket, plus one; 0 ends the list.</summary>
    internal uint NextInBucket { readonly get; set; }

    /// <summary>What becomes of its leaf: known once the tree is updated.</summary>
    public LeafChange Change { readonly get; private set; }

    /// <summary>Finds out what becomes of the leaf; the current value is the last one then.</summary>
    internal void Settle()
    {
        bool exists = !Current.IsAbsent(Key);
        if (!Existed)
            Change = exists ? LeafChange.Created : LeafChange.None;
        else if (!exists)
            Change = LeafChange.Deleted;
        else
            Change = Current == Original ? LeafChange.None : LeafChange.Updated;
    }
}
