using System.Text.Json;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.StateTests;

/// <summary>
/// One data/gas/value variant of a state test's transaction, in the encoding in which it is executed. What no field of a transaction can hold is
/// encoded all the same: decoding refuses it.
/// </summary>
public sealed class StateTestTransaction
{
    /// <summary>Parity, r and s: the sender is named, so that no signature is needed.</summary>
    private static readonly byte[][] Signature = [Rlp.Integer(0), Rlp.Integer(1), Rlp.Integer(1)];

    /// <summary>v of a legacy transaction without a chain id (Yellow Paper, appendix F).</summary>
    private static readonly byte[][] LegacySignature = [Rlp.Integer(27), Rlp.Integer(1), Rlp.Integer(1)];

    private readonly TransactionType _type;

    /// <summary>The encoded fields in front of the signature.</summary>
    private readonly byte[][] _fields;

    private StateTestTransaction(TransactionType type, byte[][] fields, Address sender, byte[] to)
    {
        _type = type;
        _fields = fields;
        Sender = sender;
        Recipient = to.Length == Address.Size ? Address.FromSpan(to) : null;
    }

    /// <summary>The account that sends it.</summary>
    public Address Sender { get; }

    /// <summary>The account that is called; null for a creation.</summary>
    public Address? Recipient { get; }

    /// <summary>The encoded transaction with a signature that nobody made.</summary>
    public byte[] Encoded => Encode(_fields);

    /// <summary>Reads the variant that <paramref name="indexes"/> names.</summary>
    public static StateTestTransaction Parse(JsonElement json, JsonElement indexes, ulong chainId)
    {
        TransactionType type = TypeOf(json, indexes, out JsonElement accessList);
        byte[] data = StateTestJson.Bytes(StateTestJson.Item(StateTestJson.Get(json, "data"), indexes, "data"));
        byte[] to = StateTestJson.TryGet(json, "to", out JsonElement recipient) ? StateTestJson.Bytes(recipient) : [];
        List<byte[]> fields = type == TransactionType.Legacy ? [] : [Rlp.Integer(chainId)];
        fields.Add(Integer(StateTestJson.Get(json, "nonce")));
        if (type <= TransactionType.AccessList)
            fields.Add(Integer(StateTestJson.Get(json, "gasPrice")));
        else
            fields.AddRange([Integer(json, "maxPriorityFeePerGas"), Integer(json, "maxFeePerGas")]);
        fields.Add(Integer(StateTestJson.Item(StateTestJson.Get(json, "gasLimit"), indexes, "gas")));
        fields.Add(Rlp.String(to));
        fields.Add(Integer(StateTestJson.Item(StateTestJson.Get(json, "value"), indexes, "value")));
        fields.Add(Rlp.String(data));
        if (type != TransactionType.Legacy)
            fields.Add(EncodeAccessList(accessList));
        if (type == TransactionType.Blob)
            fields.AddRange([Integer(json, "maxFeePerBlobGas"), EncodeHashes(json)]);
        if (type == TransactionType.SetCode)
            fields.Add(EncodeAuthorizations(json.GetProperty("authorizationList")));
        return new StateTestTransaction(type, [.. fields], SenderOf(json), to);
    }

    /// <summary>Whether <paramref name="encoded"/>, well formed, has the same type and the same fields besides the signature.</summary>
    public bool HasFieldsOf(ReadOnlySpan<byte> encoded)
    {
        bool isTyped = encoded[0] < 0xc0;
        if ((isTyped ? encoded[0] : 0) != (int)_type)
            return false;
        byte[] fields = [.. _fields.SelectMany(field => field)];
        ReadOnlySpan<byte> content = Rlp.Content(isTyped ? encoded[1..] : encoded);
        return content.StartsWith(fields) && Rlp.Count(content[fields.Length..]) == 3;
    }

    /// <summary>The same with another nonce.</summary>
    public byte[] WithNonce(ulong nonce)
    {
        byte[][] fields = [.. _fields];
        fields[_type == TransactionType.Legacy ? 0 : 1] = Rlp.Integer(nonce);
        return Encode(fields);
    }

    private byte[] Encode(byte[][] fields) => _type == TransactionType.Legacy
        ? Rlp.List([.. fields, .. LegacySignature])
        : [(byte)_type, .. Rlp.List([.. fields, .. Signature])];

    /// <summary>The type that the given fields imply.</summary>
    private static TransactionType TypeOf(JsonElement json, JsonElement indexes, out JsonElement accessList)
    {
        accessList = default;
        int data = StateTestJson.Get(indexes, "data").GetInt32();
        bool hasAccessList = StateTestJson.TryGet(json, "accessLists", out JsonElement lists) && data < lists.GetArrayLength();
        if (hasAccessList)
            accessList = lists[data];
        hasAccessList = accessList.ValueKind == JsonValueKind.Array;
        if (StateTestJson.TryGet(json, "authorizationList", out _))
            return TransactionType.SetCode;
        if (StateTestJson.TryGet(json, "maxFeePerBlobGas", out _) || StateTestJson.TryGet(json, "blobVersionedHashes", out _))
            return TransactionType.Blob;
        if (StateTestJson.TryGet(json, "maxFeePerGas", out _))
            return TransactionType.DynamicFee;
        return hasAccessList ? TransactionType.AccessList : TransactionType.Legacy;
    }

    private static Address SenderOf(JsonElement json) => StateTestJson.TryGet(json, "sender", out JsonElement sender)
        ? StateTestJson.Address(sender)
        : new PrivateKey(StateTestJson.Bytes(StateTestJson.Get(json, "secretKey"))).Address;

    private static byte[] EncodeAccessList(JsonElement list) => list.ValueKind != JsonValueKind.Array
        ? Rlp.List()
        : Rlp.List([.. list.EnumerateArray().Select(entry => Rlp.List(
            Rlp.String(StateTestJson.Bytes(StateTestJson.Get(entry, "address"))),
            Rlp.List([.. StateTestJson.Get(entry, "storageKeys").EnumerateArray().Select(Word)])))]);

    private static byte[] EncodeHashes(JsonElement json) => StateTestJson.TryGet(json, "blobVersionedHashes", out JsonElement hashes)
        ? Rlp.List([.. hashes.EnumerateArray().Select(hash => Rlp.String(StateTestJson.Bytes(hash)))])
        : Rlp.List();

    private static byte[] EncodeAuthorizations(JsonElement list) => Rlp.List([.. list.EnumerateArray().Select(entry => Rlp.List(
        Integer(StateTestJson.Get(entry, "chainId")),
        Rlp.String(StateTestJson.Bytes(StateTestJson.Get(entry, "address"))),
        Integer(StateTestJson.Get(entry, "nonce")),
        Integer(StateTestJson.TryGet(entry, "yParity", out JsonElement parity) ? parity : StateTestJson.Get(entry, "v")),
        Integer(StateTestJson.Get(entry, "r")),
        Integer(StateTestJson.Get(entry, "s"))))]);

    private static byte[] Integer(JsonElement json) => Rlp.Natural(StateTestJson.Big(json));

    /// <summary>The encoding of a member, or of 0 without the member.</summary>
    private static byte[] Integer(JsonElement json, string name) => Rlp.Natural(StateTestJson.TryGet(json, name, out JsonElement member) ? StateTestJson.Big(member) : 0);

    /// <summary>A key of 32 bytes; shorter ones are numbers.</summary>
    private static byte[] Word(JsonElement json)
    {
        byte[] bytes = StateTestJson.Bytes(json);
        return Rlp.String([.. new byte[Math.Max(U256.Size - bytes.Length, 0)], .. bytes]);
    }
}
