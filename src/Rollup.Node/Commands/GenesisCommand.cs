using System.CommandLine;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Node.Configuration;
using Rollup.Proving.Provers;
using Rollup.Sequencer.Chain;

namespace Rollup.Node.Commands;

/// <summary><c>rollup genesis</c>: prints, as JSON, the genesis that the deployment script writes into the L1 contract.</summary>
internal static class GenesisCommand
{
    private static readonly Option<string> FeeVault = new("--fee-vault") { Description = "Account that receives the tips", Required = true };
    private static readonly Option<ulong> L2ChainId = new("--l2-chain-id") { Description = "Chain id", DefaultValueFactory = _ => 84001 };
    private static readonly Option<ulong> BlockGasLimit = new("--block-gas-limit") { Description = "Gas limit of every block", DefaultValueFactory = _ => 60_000_000 };
    private static readonly Option<ulong> GasTarget = new("--gas-target") { Description = "Gas per second at which the base fee stays as it is", DefaultValueFactory = _ => 150_000_000 };
    private static readonly Option<ulong> GasLimit = new("--gas-limit") { Description = "Most gas of the blocks of one second together", DefaultValueFactory = _ => 300_000_000 };
    private static readonly Option<ulong> MinimumBaseFee = new("--minimum-base-fee") { Description = "Floor of the base fee in wei", DefaultValueFactory = _ => 1_000_000 };
    private static readonly Option<long?> Timestamp = new("--timestamp") { Description = "Seconds since 1970 (default: now)" };
    private static readonly Option<string[]> Allocation = new("--alloc")
    {
        Description = "Address=wei: a balance without a deposit, for test networks; may be repeated",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("genesis", "Print the genesis of a new chain for the deployment script")
        {
            FeeVault, L2ChainId, BlockGasLimit, GasTarget, GasLimit, MinimumBaseFee, Timestamp, Allocation,
        };
        command.SetAction((parsed, _) => SettingOptions.RunAsync(() => Console.Out.WriteLineAsync(Print(parsed))));
        return command;
    }

    private static string Print(ParseResult parsed)
    {
        if (!HexFormat.TryParseAddress(parsed.GetValue(FeeVault), out Address feeVault))
            throw new ConfigurationException($"--fee-vault: '{parsed.GetValue(FeeVault)}' is not an address");
        Dictionary<Address, U256> allocation = (parsed.GetValue(Allocation) ?? []).Select(ReadAllocation).ToDictionary();
        ulong timestamp = (ulong)(parsed.GetValue(Timestamp) ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

        // Only these parameters enter the genesis block; L1's addresses are not known yet.
        ChainConfig config = new()
        {
            L2ChainId = parsed.GetValue(L2ChainId),
            FeeVault = feeVault,
            BlockGasLimit = parsed.GetValue(BlockGasLimit),
            MinimumBaseFee = parsed.GetValue(MinimumBaseFee),
        };
        Genesis genesis = new(in config, new GenesisSpec(timestamp, allocation));
        JsonObject json = new()
        {
            ["stateRoot"] = genesis.Block.StateRoot.ToHex(),
            ["nextIndex"] = genesis.Batch.NextIndex,
            ["lastBlockHash"] = genesis.BlockHash.ToHex(),
            ["timestamp"] = timestamp,
            ["l2ChainId"] = config.L2ChainId,
            ["feeVault"] = feeVault.ToChecksum(),
            ["blockGasLimit"] = config.BlockGasLimit,
            ["gasTargetPerSecond"] = parsed.GetValue(GasTarget),
            ["gasLimitPerSecond"] = parsed.GetValue(GasLimit),
            ["minimumBaseFee"] = parsed.GetValue(MinimumBaseFee),
            ["programKey"] = ProgramKeyBytes.Pinned.ToString(),
        };
        if (allocation.Count > 0)
            json["alloc"] = new JsonObject(allocation.Select(entry => KeyValuePair.Create(entry.Key.ToChecksum(), (JsonNode?)ToDecimal(entry.Value))));
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static KeyValuePair<Address, U256> ReadAllocation(string text)
    {
        string[] parts = text.Split('=');
        if (parts.Length == 2 && HexFormat.TryParseAddress(parts[0], out Address address) && BigInteger.TryParse(parts[1], out BigInteger wei)
            && wei.Sign >= 0 && wei.GetByteCount(isUnsigned: true) <= U256.Size)
            return new(address, U256.ReadBigEndianShort(wei.ToByteArray(isUnsigned: true, isBigEndian: true)));
        throw new ConfigurationException($"--alloc {text}: expected address=wei");
    }

    private static string ToDecimal(U256 value)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        value.WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true).ToString();
    }
}
