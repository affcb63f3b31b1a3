using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Calls;
using Rollup.Rpc.Json;

namespace Rollup.Rpc.Overrides;

/// <summary>What a call pretends about accounts: geth's state override set, without moved or replaced precompiles.</summary>
internal static class StateOverrides
{
    /// <summary>Reads the overrides by account, or says what is wrong with them; none if <paramref name="value"/> is null.</summary>
    public static IReadOnlyDictionary<Address, AccountOverride>? Read(JsonElement? value, CallLimits limits, out string? problem)
    {
        Dictionary<Address, AccountOverride> overrides = [];
        problem = null;
        if (value is not { } given)
            return overrides;
        if (given.ValueKind != JsonValueKind.Object)
        {
            problem = "expected an object";
            return null;
        }

        foreach (JsonProperty property in given.EnumerateObject())
        {
            if (!HexFormat.TryParseBytes(property.Name, out byte[] bytes) || bytes.Length != Address.Size)
                problem = "its names must be addresses: 0x and 40 hex digits";
            else if (property.Value.ValueKind != JsonValueKind.Object)
                problem = $"{property.Name} must be an object";
            else if (overrides.Count == limits.MaxOverriddenAccounts)
                problem = $"at most {limits.MaxOverriddenAccounts} accounts can be overridden";
            else
                overrides[Address.FromSpan(bytes)] = ReadAccount(property, Address.FromSpan(bytes), limits.MaxOverriddenSlots, out problem);
            if (problem is not null)
                return null;
        }

        return overrides;
    }

    private static AccountOverride ReadAccount(JsonProperty account, Address address, int maxSlots, out string? problem)
    {
        JsonObject json = new(account.Value);
        AccountOverride result = new()
        {
            Balance = json.Word("balance"),
            Nonce = json.ShortQuantity("nonce"),
            Code = json.Data("code"),
            Storage = ReadSlots(ref json, "state", maxSlots),
            StorageChanges = ReadSlots(ref json, "stateDiff", maxSlots),
        };
        if (result.Storage is not null && result.StorageChanges is not null)
            json.Fail($"account {account.Name} has both 'state' and 'stateDiff'");
        if (result.Code is not null && Precompile.TryIdentify<RollupOsaka>(in address, out _))
            json.Fail($"the code of {account.Name}, a precompiled contract, cannot be overridden");
        if (json.Has("movePrecompileToAddress", out _))
            json.Fail("movePrecompileToAddress is not supported");
        problem = json.Problem;
        return result;
    }

    private static Dictionary<U256, U256>? ReadSlots(ref JsonObject json, string name, int maxSlots)
    {
        if (!json.Has(name, out JsonElement slots))
            return null;
        Dictionary<U256, U256> values = [];
        if (slots.ValueKind != JsonValueKind.Object)
        {
            json.Fail($"{name} must be an object of slots and values");
            return values;
        }

        JsonObject entries = new(slots);
        foreach (JsonProperty slot in slots.EnumerateObject())
        {
            if (!HexFormat.TryParseHash256(slot.Name, out Hash256 key) || entries.Word(slot.Name) is not { } word || values.Count == maxSlots)
            {
                json.Fail($"{name} must hold at most {maxSlots} slots and values: 0x and 64 hex digits each");
                break;
            }

            values[key.ToU256()] = word;
        }

        return values;
    }
}

/// <summary>What a call pretends about one account; null leaves a part as it is.</summary>
internal sealed record AccountOverride
{
    /// <summary>In wei.</summary>
    public U256? Balance { get; init; }

    public ulong? Nonce { get; init; }

    public byte[]? Code { get; init; }

    /// <summary>All of the storage: other slots read as 0.</summary>
    public IReadOnlyDictionary<U256, U256>? Storage { get; init; }

    /// <summary>Single slots.</summary>
    public IReadOnlyDictionary<U256, U256>? StorageChanges { get; init; }
}
