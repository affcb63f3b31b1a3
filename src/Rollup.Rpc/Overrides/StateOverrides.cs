using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Json;

namespace Rollup.Rpc.Overrides;

/// <summary>What a call pretends about accounts: geth's state override set, without moved precompiles.</summary>
internal static class StateOverrides
{
    private const int MaxAccounts = 1000;
    private const int MaxSlots = 10_000;

    /// <summary>Reads the overrides by account, or says what is wrong with them; none if <paramref name="value"/> is null.</summary>
    public static IReadOnlyDictionary<Address, AccountOverride>? Read(JsonElement? value, out string? problem)
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
            else if (overrides.Count == MaxAccounts)
                problem = $"at most {MaxAccounts} accounts can be overridden";
            else
                overrides[Address.FromSpan(bytes)] = ReadAccount(property, out problem);
            if (problem is not null)
                return null;
        }

        return overrides;
    }

    private static AccountOverride ReadAccount(JsonProperty account, out string? problem)
    {
        JsonObject json = new(account.Value);
        AccountOverride result = new()
        {
            Balance = json.Word("balance"),
            Nonce = json.ShortQuantity("nonce"),
            Code = json.Data("code"),
            Storage = ReadSlots(ref json, "state"),
            StorageChanges = ReadSlots(ref json, "stateDiff"),
        };
        if (result.Storage is not null && result.StorageChanges is not null)
            json.Fail($"account {account.Name} has both 'state' and 'stateDiff'");
        if (json.Has("movePrecompileToAddress", out _))
            json.Fail("movePrecompileToAddress is not supported");
        problem = json.Problem;
        return result;
    }

    private static Dictionary<U256, U256>? ReadSlots(ref JsonObject json, string name)
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
            if (!HexFormat.TryParseHash256(slot.Name, out Hash256 key) || entries.Word(slot.Name) is not { } word || values.Count == MaxSlots)
            {
                json.Fail($"{name} must hold at most {MaxSlots} slots and values: 0x and 64 hex digits each");
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
