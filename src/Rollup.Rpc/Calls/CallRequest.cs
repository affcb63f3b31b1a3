using System.Numerics;
using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;

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

    /// <summary>The authorizations; an empty list if there are none.</summary>
    public AuthorizationList Authorizations()
    {
        AuthorizationList authorizations = default;
        if (AuthorizationList is { } encoded)
        {
            RlpReader reader = new(encoded);
            Kernel.Transactions.AuthorizationList.Read(ref reader, out authorizations);
        }

        return authorizations;
    }

    /// <summary>
    /// Reads a transaction object of the chain <paramref name="chainId"/>, or says what is wrong with it: −32602 if it is malformed, −32000, as in geth, if its parts contradict
    /// each other or name another chain.
    /// </summary>
    public static CallRequest? Read(JsonElement value, ulong chainId, int maxListEntries, out RpcError? error)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            error = RpcError.InvalidParams("invalid argument 0 (transaction): expected an object");
            return null;
        }

        JsonObject json = new(value);
        U256 chain = json.Quantity("chainId") ?? chainId;
        U256? gasPrice = json.Quantity("gasPrice");
        U256? maxFee = json.Quantity("maxFeePerGas");
        U256? maxPriorityFee = json.Quantity("maxPriorityFeePerGas");
        byte[]? input = json.Data("input");
        byte[]? data = json.Data("data");
        string? conflict = null;
        if (chain != chainId)
            conflict = $"chainId does not match node's (have={new BigInteger(Hash256.FromU256(chain).AsSpan(), isUnsigned: true, isBigEndian: true)}, want={chainId})";
        else if (gasPrice is not null && (maxFee is not null || maxPriorityFee is not null))
            conflict = "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified";
        else if (maxFee < maxPriorityFee)
            conflict = "maxFeePerGas is below maxPriorityFeePerGas";
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
            AccessList = CallLists.ReadAccessList(ref json, maxListEntries),
            AuthorizationList = CallLists.ReadAuthorizationList(ref json, maxListEntries),
        };
        if (request.To is null && request.AuthorizationList is not null)
            json.Fail("a call with authorizationList needs to: it cannot create a contract");
        error = json.Problem is { } problem ? RpcError.InvalidParams($"invalid argument 0 (transaction): {problem}")
            : conflict is not null ? RpcError.Refused(conflict)
            : null;
        return error is null ? request : null;
    }
}
