using System.Text.Json;
using Rollup.Execution.Hex;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>One data/gas/value variant of a state test's transaction. A number too large for its field leaves <see cref="IsOutOfRange"/> set.</summary>
public sealed class StateTestTransaction
{
    /// <summary>A field's number is larger than the protocol's field.</summary>
    public bool IsOutOfRange { get; private set; }

    /// <summary>The EIP-2718 type that the fields imply.</summary>
    public byte Type { get; private set; }

    public ulong Nonce { get; private set; }

    public U256 MaxFeePerGas { get; private set; }

    public U256 MaxPriorityFeePerGas { get; private set; }

    public U256 MaxFeePerBlobGas { get; private set; }

    public ulong GasLimit { get; private set; }

    /// <summary>Null for a creation.</summary>
    public Address? To { get; private set; }

    public U256 Value { get; private set; }

    public byte[] Data { get; private set; } = [];

    /// <summary>The encoded access list.</summary>
    public byte[] AccessList { get; private set; } = Rlp.List();

    /// <summary>The encoded authorization list.</summary>
    public byte[] AuthorizationList { get; private set; } = Rlp.List();

    public Hash256[] BlobHashes { get; private set; } = [];

    public Address Sender { get; private set; }

    /// <summary>Reads the variant that <paramref name="indexes"/> names.</summary>
    public static StateTestTransaction Parse(JsonElement json, JsonElement indexes)
    {
        int data = indexes.GetProperty("data").GetInt32();
        var transaction = new StateTestTransaction();
        transaction.Nonce = transaction.Number64(json.GetProperty("nonce"));
        transaction.GasLimit = transaction.Number64(json.GetProperty("gasLimit")[indexes.GetProperty("gas").GetInt32()]);
        transaction.Value = transaction.Number(json.GetProperty("value")[indexes.GetProperty("value").GetInt32()]);
        transaction.Data = HexFormat.ParseBytes(Prefixed(json.GetProperty("data")[data].GetString()!));
        string to = json.TryGetProperty("to", out JsonElement recipient) ? recipient.GetString() ?? "" : "";
        transaction.To = to.Length == 0 ? null : HexFormat.ParseAddress(Prefixed(to));

        if (json.TryGetProperty("gasPrice", out JsonElement gasPrice))
        {
            transaction.MaxFeePerGas = transaction.Number(gasPrice);
            transaction.MaxPriorityFeePerGas = transaction.MaxFeePerGas;
        }

        if (json.TryGetProperty("accessLists", out JsonElement lists) && lists.GetArrayLength() > data && lists[data].ValueKind == JsonValueKind.Array)
        {
            transaction.Type = 1;
            transaction.AccessList = EncodeAccessList(lists[data]);
        }

        if (json.TryGetProperty("maxFeePerGas", out JsonElement maxFee))
        {
            transaction.Type = 2;
            transaction.MaxFeePerGas = transaction.Number(maxFee);
            transaction.MaxPriorityFeePerGas = transaction.Number(json.GetProperty("maxPriorityFeePerGas"));
        }

        if (json.TryGetProperty("maxFeePerBlobGas", out JsonElement blobFee))
        {
            transaction.Type = 3;
            transaction.MaxFeePerBlobGas = transaction.Number(blobFee);
            transaction.BlobHashes = json.TryGetProperty("blobVersionedHashes", out JsonElement hashes)
                ? hashes.EnumerateArray().Select(hash => HexFormat.ParseHash256(hash.GetString()!)).ToArray()
                : [];
        }

        if (json.TryGetProperty("authorizationList", out JsonElement authorizations))
        {
            transaction.Type = 4;
            transaction.AuthorizationList = EncodeAuthorizations(authorizations);
        }

        transaction.Sender = json.TryGetProperty("sender", out JsonElement sender)
            ? HexFormat.ParseAddress(sender.GetString()!)
            : throw new InvalidDataException("the transaction names no sender");
        return transaction;
    }

    /// <summary>A number of at most 32 bytes; larger ones are written <c>0x:bigint 0x…</c>.</summary>
    public static bool TryNumber(JsonElement json, out U256 value)
    {
        value = default;
        string text = json.GetString()!;
        if (text.StartsWith("0x:bigint", StringComparison.Ordinal))
            return false;
        string digits = (text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text).TrimStart('0');
        if (digits.Length > 64)
            return false;
        value = U256.ReadBigEndian(Convert.FromHexString(digits.PadLeft(64, '0')));
        return true;
    }

    private U256 Number(JsonElement json)
    {
        if (!TryNumber(json, out U256 value))
            IsOutOfRange = true;
        return value;
    }

    private ulong Number64(JsonElement json)
    {
        U256 value = Number(json);
        IsOutOfRange |= !value.IsUInt64;
        return value.L0;
    }

    private static string Prefixed(string hex) => hex.StartsWith("0x", StringComparison.Ordinal) ? hex : "0x" + hex;

    private static byte[] EncodeAccessList(JsonElement list) => Rlp.List(list.EnumerateArray().Select(entry => Rlp.List(
        Rlp.String(HexFormat.ParseBytes(entry.GetProperty("address").GetString()!)),
        Rlp.List(entry.GetProperty("storageKeys").EnumerateArray().Select(key => Rlp.String(Word(key))).ToArray()))).ToArray());

    private static byte[] EncodeAuthorizations(JsonElement list) => Rlp.List(list.EnumerateArray().Select(entry => Rlp.List(
        Integer(entry.GetProperty("chainId")),
        Rlp.String(HexFormat.ParseBytes(entry.GetProperty("address").GetString()!)),
        Integer(entry.GetProperty("nonce")),
        Integer(entry.TryGetProperty("yParity", out JsonElement parity) ? parity : entry.GetProperty("v")),
        Integer(entry.GetProperty("r")),
        Integer(entry.GetProperty("s")))).ToArray());

    private static byte[] Integer(JsonElement json) =>
        TryNumber(json, out U256 value) ? Rlp.Integer(in value) : throw new InvalidDataException($"{json} does not fit 256 bits");

    private static byte[] Word(JsonElement json)
    {
        var word = new byte[U256.Size];
        byte[] bytes = HexFormat.ParseBytes(json.GetString()!);
        bytes.CopyTo(word.AsSpan(U256.Size - bytes.Length));
        return word;
    }
}
