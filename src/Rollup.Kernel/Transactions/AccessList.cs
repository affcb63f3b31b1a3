using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;

namespace Rollup.Kernel.Transactions;

/// <summary>The access list of EIP-2930: well-formed RLP that stays where it is, with its entries counted.</summary>
public readonly ref struct AccessList
{
    private AccessList(ReadOnlySpan<byte> content, int addressCount, int storageKeyCount)
    {
        Content = content;
        AddressCount = addressCount;
        StorageKeyCount = storageKeyCount;
    }

    /// <summary>The RLP of the entries, without the list's own prefix.</summary>
    public ReadOnlySpan<byte> Content { get; }

    /// <summary>The number of entries; an address may occur more than once.</summary>
    public int AddressCount { get; }

    /// <summary>The number of storage keys in all entries; a key may occur more than once.</summary>
    public int StorageKeyCount { get; }

    /// <summary>Reads and checks the next item of <paramref name="reader"/>.</summary>
    public static RlpError Read(scoped ref RlpReader reader, out AccessList accessList)
    {
        accessList = default;
        RlpError error = reader.ReadList(out RlpReader entries);
        if (error != RlpError.None)
            return error;

        ReadOnlySpan<byte> content = entries.Rest;
        int addressCount = 0;
        int storageKeyCount = 0;
        while (!entries.IsAtEnd)
        {
            error = ReadEntry(ref entries, out _, out RlpReader keys);
            for (; error == RlpError.None && !keys.IsAtEnd; storageKeyCount++)
                error = keys.ReadHash256(out _);
            if (error != RlpError.None)
                return error;
            addressCount++;
        }

        accessList = new AccessList(content, addressCount, storageKeyCount);
        return RlpError.None;
    }

    /// <summary>
    /// Reads one entry: its address, and a reader of its storage keys (<see cref="RlpReader.ReadHash256"/> until the end).
    /// Over <see cref="Content"/> it succeeds until the reader is at its end.
    /// </summary>
    public static RlpError ReadEntry(scoped ref RlpReader entries, out Address address, out RlpReader storageKeys)
    {
        address = default;
        storageKeys = default;
        RlpError error = entries.ReadList(out RlpReader entry);
        if (error == RlpError.None)
            error = entry.ReadAddress(out address);
        if (error == RlpError.None)
            error = entry.ReadList(out storageKeys);
        return error == RlpError.None ? entry.ReadEnd() : error;
    }
}
