using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Json;

namespace Rollup.Rpc.Calls;

/// <summary>The transaction object of eth_call and its relatives; everything in it is optional.</summary>
internal sealed record CallRequest
{
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
    public byte[] AccessList { get; init; } = CallLists.Empty;

    /// <summary>The RLP of the authorizations (EIP-7702); null unless the call is a set-code transaction.</summary>
    public byte[]? AuthorizationList { get; private init; }

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
            AccessList = CallLists.ReadAccessList(ref json),
            AuthorizationList = CallLists.ReadAuthorizationList(ref json),
        };
        if (request.To is null && request.AuthorizationList is not null)
            json.Fail("a call with authorizationList needs to: it cannot create a contract");
        problem = json.Problem;
        return problem is null ? request : null;
    }
}
