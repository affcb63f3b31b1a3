using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Sequencer.Chain;

namespace Rollup.Node.Configuration;

/// <summary>Which chain the node runs: its configuration and genesis, as the deployment script wrote them to deployment.json.</summary>
/// <param name="Config">The chain's configuration.</param>
/// <param name="DeployedAtBlock">The L1 block of the deployment, from which on L1 is watched.</param>
/// <param name="Genesis">What the genesis block is made of.</param>
/// <param name="GenesisHash">The hash of the genesis block that L1 knows.</param>
/// <param name="InclusionDeadline">The time after which L1 insists on queue items.</param>
/// <param name="FallbackPeriod">The time without finality after which anybody may commit and prove; null where the file does not say.</param>
public sealed record Deployment(ChainConfig Config, ulong DeployedAtBlock, GenesisSpec Genesis, Hash256 GenesisHash, TimeSpan InclusionDeadline, TimeSpan? FallbackPeriod = null)
{
    /// <summary>More than a hundred years, in seconds.</summary>
    private const ulong LongestDeadline = 1UL << 32;

    /// <summary>Reads the file of the deployment script.</summary>
    /// <exception cref="ConfigurationException">The file is missing, incomplete, or its configuration is not what L1 holds.</exception>
    public static Deployment Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ConfigurationException($"Deployment: {path} cannot be read: {exception.Message} (ops/deploy.mjs writes it). {Sequencer.Chain.Genesis.WayOut}");
        }
    }

    /// <summary>The genesis of this deployment.</summary>
    /// <exception cref="ConfigurationException">Its hash is not the one that L1 holds.</exception>
    public Genesis CreateGenesis()
    {
        Genesis genesis = new(Config, Genesis);
        return genesis.BlockHash == GenesisHash
            ? genesis
            : throw new ConfigurationException($"Deployment: the genesis block of this build is {genesis.BlockHash.ToHex()}, that of the deployment {GenesisHash.ToHex()}. {Sequencer.Chain.Genesis.WayOut}");
    }

    private static Deployment Read(JsonElement root)
    {
        JsonElement config = root.GetProperty("config");
        JsonElement genesis = root.GetProperty("genesis");
        ChainConfig chain = new()
        {
            L1ChainId = Number(config, "l1ChainId").L0,
            Rollup = HexFormat.ParseAddress(Text(config, "rollup")),
            Bridge = HexFormat.ParseAddress(Text(config, "bridge")),
            L2ChainId = Number(config, "l2ChainId").L0,
            FeeVault = HexFormat.ParseAddress(Text(config, "feeVault")),
            BlockGasLimit = Number(config, "blockGasLimit").L0,
            MinimumBaseFee = Number(config, "minimumBaseFee"),
            GasTargetPerSecond = Number(config, "gasTargetPerSecond").L0,
            GasLimitPerSecond = Number(config, "gasLimitPerSecond").L0,
            ProvingTargetPerSecond = Number(config, "provingTargetPerSecond").L0,
            ProvingLimitPerSecond = Number(config, "provingLimitPerSecond").L0,
            TransactionProvingLimit = Number(config, "transactionProvingLimit").L0,
            BaseFeeChangeDenominator = Number(config, "baseFeeChangeDenominator").L0,
            MaxDataBytes = Number(config, "maxDataBytes").L0,
            MaxForcedGas = Number(config, "maxForcedGas").L0,
            MaxItemGas = Number(config, "maxItemGas").L0,
            ForkId = Number(config, "forkId").L0,
        };
        Kernel.Host.SoftwareHost host = default;
        if (!chain.IsValid)
            throw new FormatException("the chain's configuration is not one this version can run");
        if (config.TryGetProperty("configHash", out JsonElement hash) && HexFormat.ParseHash256(hash.GetString()!) != chain.Hash(ref host))
            throw new FormatException("the configuration's hash is not the one that L1 holds");
        return new Deployment(
            chain,
            Number(root, "deployedAtBlock").L0,
            new GenesisSpec(Number(genesis, "timestamp").L0, ReadAllocation(genesis)),
            HexFormat.ParseHash256(Text(genesis, "lastBlockHash")),
            Duration(root.GetProperty("terms"), "inclusionDeadline"),
            root.GetProperty("terms").TryGetProperty("fallbackPeriod", out _) ? Duration(root.GetProperty("terms"), "fallbackPeriod") : null);
    }

    private static TimeSpan Duration(JsonElement element, string name) => TimeSpan.FromSeconds(Math.Min(Number(element, name).L0, LongestDeadline));

    private static Dictionary<Address, U256> ReadAllocation(JsonElement genesis) => genesis.TryGetProperty("alloc", out JsonElement allocation)
        ? allocation.EnumerateObject().ToDictionary(entry => HexFormat.ParseAddress(entry.Name), entry => Number(allocation, entry.Name))
        : [];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    /// <summary>A number, which the script writes as a JSON number or, above 2^53, as a decimal string.</summary>
    private static U256 Number(JsonElement element, string name)
    {
        JsonElement value = element.GetProperty(name);
        System.Numerics.BigInteger number = value.ValueKind == JsonValueKind.Number ? value.GetUInt64() : System.Numerics.BigInteger.Parse(Text(element, name));
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return bytes.Length <= U256.Size ? U256.ReadBigEndianShort(bytes) : throw new FormatException($"{name} is too large");
    }
}
