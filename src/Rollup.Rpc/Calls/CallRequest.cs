using System.Text.Json;
using Rollup.Execution.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Rpc.Json;

namespace Rollup.Rpc.Calls;

/// <summary>The transaction object of eth_call and eth_estimateGas; everything in it is optional.</summary>
internal sealed record CallRequest
{
    private const int MaxAccessListEntries = 1000;

    /// <summary>The caller; the zero address unless given.</summary>
    public Address From { get; private init; }

    /// <summary>The recipient; null for a creation.</summary>
    public Address? To { get; private init; }

    /// <summary>The gas limit.</summary>
    public ulong? Gas { get; private init; }

    /// <summary>The most to pay per gas in wei, whichever way it was given; null if the call is free.</summary>
    public U256? MaxFeePerGas { get; private init; }

    /// <summary>The most to pay to the fee vault per gas in wei.</summary>
    public U256 MaxPriorityFeePerGas { get; private init; }

    /// <summary>The wei to transfer.</summary>
    public U256 Value { get; private init; }

    /// <summary>The calldata or init code.</summary>
    public byte[] Data { get; private init; } = [];

    /// <summary>The RLP of the access list.</summary>
    public byte[] AccessList { get; private init; } = [0xC0];

    /// <summary>Reads a transaction object, or says what is wrong with it.</summary>
    public static CallRequest? Read(JsonElement value, out string? problem)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            problem = "expected an object";
            return null;
        }

        JsonObject json = new(value);
        U256? gasPrice = json.Quantity("gasPrice");
        U256? maxFee = json.Quantity("maxFeePerGas");
        U256? maxPriorityFee = json.Quantity("maxPriorityFeePerGas");
        byte[]? input = json.Data("input");
        byte[]? data = json.Data("data");
        if (gasPrice is not null && (maxFee is not null || maxPriorityFee is not null))
            json.Fail("gasPrice cannot be combined with maxFeePerGas or maxPriorityFeePerGas");
        if (maxFee < maxPriorityFee)
            json.Fail("maxFeePerGas is below maxPriorityFeePerGas");
        if (input is not null && data is not null && !input.AsSpan().SequenceEqual(data))
            json.Fail("input and data are both given and differ: use input");
        CallRequest request = new()
        {
            From = json.Address("from") ?? default,
            To = json.Address("to"),
            Gas = json.ShortQuantity("gas"),
            MaxFeePerGas = gasPrice ?? maxFee ?? maxPriorityFee,
            MaxPriorityFeePerGas = gasPrice ?? maxPriorityFee ?? default,
            Value = json.Quantity("value") ?? default,
            Data = input ?? data ?? [],
            AccessList = ReadAccessList(ref json),
        };
        problem = json.Problem;
        return problem is null ? request : null;
    }

    private static byte[] ReadAccessList(ref JsonObject json)
    {
        if (!json.Has("accessList", out JsonElement list))
            return [0xC0];
        byte[] encoded = [];
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= MaxAccessListEntries)
        {
            RlpWriter measure = default;
            if (TryWriteAccessList(list, ref measure))
            {
                encoded = new byte[measure.Length + 16];
                RlpWriter writer = new(encoded);
                TryWriteAccessList(list, ref writer);
                return encoded[..writer.Length];
            }
        }

        json.Fail("accessList must be an array of at most 1000 objects with address and storageKeys");
        return encoded;
    }

    private static bool TryWriteAccessList(JsonElement list, scoped ref RlpWriter writer)
    {
        int entries = writer.BeginList();
        foreach (JsonElement element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
                return false;
            JsonObject entry = new(element);
            int fields = writer.BeginList();
            if (entry.Address("address") is not { } address)
                return false;
            writer.WriteAddress(in address);
            int keys = writer.BeginList();
            if (entry.Has("storageKeys", out JsonElement storageKeys) && !TryWriteKeys(storageKeys, ref writer))
                return false;
            writer.EndList(keys);
            writer.EndList(fields);
        }

        writer.EndList(entries);
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
}
