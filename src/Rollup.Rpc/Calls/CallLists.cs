using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Rpc.Json;

namespace Rollup.Rpc.Calls;

/// <summary>The lists of a transaction object, read into the RLP of which the kernel reads them.</summary>
internal static class CallLists
{
    private delegate bool ItemWriter(JsonElement item, scoped ref RlpWriter writer);

    /// <summary>The RLP of a list without entries.</summary>
    public static byte[] Empty => [0xC0];

    /// <summary>Reads the access list of EIP-2930.</summary>
    public static byte[] ReadAccessList(ref JsonObject json, int maxEntries)
    {
        if (!json.Has("accessList", out JsonElement list))
            return Empty;
        if (Encode(list, maxEntries, TryWriteAccess) is { } encoded)
            return encoded;
        json.Fail($"accessList must be an array of at most {maxEntries} objects with address and storageKeys");
        return Empty;
    }

    /// <summary>Reads the authorizations of EIP-7702; null if there are none.</summary>
    public static byte[]? ReadAuthorizationList(ref JsonObject json, int maxEntries)
    {
        if (!json.Has("authorizationList", out JsonElement list))
            return null;
        byte[]? encoded = Encode(list, maxEntries, TryWriteAuthorization);
        if (encoded is null || list.GetArrayLength() == 0)
            json.Fail($"authorizationList must be an array of 1 to {maxEntries} objects with chainId, address, nonce, yParity, r and s");
        return encoded;
    }

    /// <summary>The RLP of an access list.</summary>
    public static byte[] EncodeAccessList(IReadOnlyCollection<KeyValuePair<Address, SortedSet<U256>>> list)
    {
        RlpWriter measure = default;
        WriteAccessList(list, ref measure);
        RlpWriter writer = new(new byte[measure.Length + 16]);
        WriteAccessList(list, ref writer);
        return writer.Written.ToArray();
    }

    private static void WriteAccessList(IReadOnlyCollection<KeyValuePair<Address, SortedSet<U256>>> list, scoped ref RlpWriter writer)
    {
        int entries = writer.BeginList();
        foreach ((Address address, SortedSet<U256> slots) in list)
        {
            int fields = writer.BeginList();
            writer.WriteAddress(in address);
            int keys = writer.BeginList();
            foreach (U256 slot in slots)
                writer.WriteHash256(Hash256.FromU256(in slot));
            writer.EndList(keys);
            writer.EndList(fields);
        }

        writer.EndList(entries);
    }

    private static byte[]? Encode(JsonElement list, int maxEntries, ItemWriter write)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > maxEntries)
            return null;
        RlpWriter measure = default;
        if (!TryWrite(list, write, ref measure))
            return null;
        RlpWriter writer = new(new byte[measure.Length + 16]);
        TryWrite(list, write, ref writer);
        return writer.Written.ToArray();
    }

    private static bool TryWrite(JsonElement list, ItemWriter write, scoped ref RlpWriter writer)
    {
        int items = writer.BeginList();
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !write(item, ref writer))
                return false;
        }

        writer.EndList(items);
        return true;
    }

    private static bool TryWriteAccess(JsonElement item, scoped ref RlpWriter writer)
    {
        JsonObject entry = new(item);
        if (entry.Address("address") is not { } address)
            return false;
        int fields = writer.BeginList();
        writer.WriteAddress(in address);
        int keys = writer.BeginList();
        if (entry.Has("storageKeys", out JsonElement storageKeys) && !TryWriteKeys(storageKeys, ref writer))
            return false;
        writer.EndList(keys);
        writer.EndList(fields);
        return true;
    }

    private static bool TryWriteKeys(JsonElement keys, scoped ref RlpWriter writer)
    {
        if (keys.ValueKind != JsonValueKind.Array)
            return false;
        foreach (JsonElement key in keys.EnumerateArray())
        {
            if (key.ValueKind != JsonValueKind.String || !HexFormat.TryParseHash256(key.GetString(), out Hash256 hash))
                return false;
            writer.WriteHash256(in hash);
        }

        return true;
    }

    private static bool TryWriteAuthorization(JsonElement item, scoped ref RlpWriter writer)
    {
        JsonObject entry = new(item);
        if (entry.Address("address") is not { } address || entry.Word("chainId") is not { } chainId || entry.ShortQuantity("nonce") is not { } nonce
            || entry.Word("r") is not { } r || entry.Word("s") is not { } s || entry.Word("yParity") is not { IsUInt64: true, L0: <= byte.MaxValue } yParity)
        {
            return false;
        }

        int fields = writer.BeginList();
        writer.WriteU256(in chainId);
        writer.WriteAddress(in address);
        writer.WriteUInt64(nonce);
        writer.WriteUInt64(yParity.L0);
        writer.WriteU256(in r);
        writer.WriteU256(in s);
        writer.EndList(fields);
        return true;
    }
}
