using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Storage.StateData;

/// <summary>
/// The stored form of keys and values. Key: kind (1 byte), address (20), for a slot its position (32).
/// Value: a tag, 0 absent, 1 account without code (nonce, balance), 2 account with code (and code hash, commitment, size), 3 word.
/// Nonces are 8 bytes little-endian, integers a length byte and that many big-endian bytes, hashes 32 bytes.
/// </summary>
public static class StateCodec
{
    private const byte AbsentTag = 0;
    private const byte AccountTag = 1;
    private const byte ContractTag = 2;
    private const byte WordTag = 3;

    /// <summary>A key and its value, as a row of the store holds them.</summary>
    public static byte[] EncodeEntry(StoredEntry entry)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        WriteKey(writer, entry.Key);
        WriteValue(writer, entry.Key, entry.Value);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="EncodeEntry"/> writes.</summary>
    public static StoredEntry DecodeEntry(byte[] body, ulong index)
    {
        using BinaryReader reader = new(new MemoryStream(body, writable: false));
        StateKey key = ReadKey(reader);
        StateValue value = ReadValue(reader, in key);
        return reader.BaseStream.Position == body.Length
            ? new StoredEntry(key, index, value) : throw new InvalidDataException("Bytes follow a state entry.");
    }

    public static void WriteKey(BinaryWriter writer, in StateKey key)
    {
        writer.Write(key.Kind);
        Address address = key.Address;
        writer.Write(address.AsSpan());
        if (!key.IsAccount)
            writer.Write(Hash256.FromU256(key.Slot).AsSpan());
    }

    public static StateKey ReadKey(BinaryReader reader)
    {
        byte kind = reader.ReadByte();
        Address address = Address.FromSpan(ReadExactly(reader, Address.Size));
        return kind switch
        {
            StateKey.AccountKind => StateKey.Account(in address),
            StateKey.SlotKind => StateKey.StorageSlot(in address, U256.ReadBigEndian(ReadExactly(reader, U256.Size))),
            _ => throw new InvalidDataException($"Unknown kind {kind} of a state key."),
        };
    }

    public static void WriteValue(BinaryWriter writer, in StateKey key, in StateValue value)
    {
        if (value.IsAbsent(in key))
        {
            writer.Write(AbsentTag);
        }
        else if (key.IsAccount)
        {
            AccountState account = value.Account;
            writer.Write(account.HasCode ? ContractTag : AccountTag);
            writer.Write(account.Nonce);
            WriteInteger(writer, account.Balance);
            if (account.HasCode)
            {
                writer.Write(account.CodeHash.AsSpan());
                writer.Write(account.CodeCommitment.ToHash256().AsSpan());
                writer.Write(account.CodeSize);
            }
        }
        else
        {
            writer.Write(WordTag);
            WriteInteger(writer, value.Word);
        }
    }

    /// <summary>Reads a value; <paramref name="key"/> says which kind an absent one has.</summary>
    public static StateValue ReadValue(BinaryReader reader, in StateKey key)
    {
        byte tag = reader.ReadByte();
        return tag switch
        {
            AbsentTag => StateValue.Absent(in key),
            AccountTag when key.IsAccount => StateValue.OfAccount(new AccountState(reader.ReadUInt64(), ReadInteger(reader))),
            ContractTag when key.IsAccount => StateValue.OfAccount(ReadContract(reader)),
            WordTag when !key.IsAccount => StateValue.OfSlot(ReadInteger(reader)),
            _ => throw new InvalidDataException($"Unknown tag {tag} of a state value."),
        };
    }

    public static Hash256 ReadHash(BinaryReader reader) => Hash256.FromSpan(ReadExactly(reader, Hash256.Size));

    private static AccountState ReadContract(BinaryReader reader)
    {
        ulong nonce = reader.ReadUInt64();
        U256 balance = ReadInteger(reader);
        Hash256 codeHash = ReadHash(reader);
        if (!Digest.TryRead(ReadExactly(reader, Digest.Size), out Digest commitment))
            throw new InvalidDataException("A code commitment is not canonical.");
        return new AccountState(nonce, in balance, in codeHash, in commitment, reader.ReadUInt32());
    }

    private static void WriteInteger(BinaryWriter writer, in U256 value)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        int length = value.WriteBigEndianMinimal(bytes);
        writer.Write((byte)length);
        writer.Write(bytes[..length]);
    }

    private static U256 ReadInteger(BinaryReader reader)
    {
        int length = reader.ReadByte();
        if (length > U256.Size)
            throw new InvalidDataException($"An integer of {length} bytes.");
        return U256.ReadBigEndianShort(ReadExactly(reader, length));
    }

    private static byte[] ReadExactly(BinaryReader reader, int count)
    {
        byte[] bytes = reader.ReadBytes(count);
        return bytes.Length == count ? bytes : throw new EndOfStreamException("The encoding ends early.");
    }
}
