using System.Text.Json.Nodes;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Sequencer.Chain;
using Rollup.Testing;

namespace Rollup.Node.Tests;

/// <summary>A deployment.json as ops/deploy.mjs writes it, of a chain whose genesis gives some accounts a balance.</summary>
internal static class TestDeployment
{
    public static ChainConfig Config { get; } = new()
    {
        L1ChainId = 31337,
        Rollup = Address.FromU256(0x1001),
        Bridge = Address.FromU256(0x1002),
        L2ChainId = TestAccount.ChainId,
        FeeVault = Address.FromU256(0xFEE),
        BlockGasLimit = 60_000_000,
        MinimumBaseFee = 1_000_000,
        GasTargetPerSecond = 150_000_000,
        GasLimitPerSecond = 300_000_000,
        ProvingTargetPerSecond = 600_000_000_000,
        ProvingLimitPerSecond = 1_200_000_000_000,
        TransactionProvingLimit = 200_000_000_000,
        BaseFeeChangeDenominator = 50,
        MaxDataBytes = 120_000,
        MaxForcedGas = 6_000_000,
        MaxItemGas = 2_000_000,
        ForkId = 1,
    };

    public static JsonObject Create(params Address[] funded)
    {
        SoftwareHost host = default;
        ulong timestamp = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        U256 balance = U256.One * 1_000_000_000_000_000_000UL;
        Genesis genesis = new(Config, new GenesisSpec(timestamp, funded.ToDictionary(address => address, _ => balance)));
        return new JsonObject
        {
            ["deployedAtBlock"] = 1,
            ["config"] = new JsonObject
            {
                ["l1ChainId"] = Config.L1ChainId,
                ["rollup"] = Config.Rollup.ToChecksum(),
                ["bridge"] = Config.Bridge.ToChecksum(),
                ["l2ChainId"] = Config.L2ChainId,
                ["feeVault"] = Config.FeeVault.ToChecksum(),
                ["blockGasLimit"] = Config.BlockGasLimit,
                ["minimumBaseFee"] = "1000000",
                ["baseFeeChangeDenominator"] = Config.BaseFeeChangeDenominator,
                ["gasTargetPerSecond"] = Config.GasTargetPerSecond,
                ["gasLimitPerSecond"] = Config.GasLimitPerSecond,
                ["provingTargetPerSecond"] = Config.ProvingTargetPerSecond,
                ["provingLimitPerSecond"] = Config.ProvingLimitPerSecond,
                ["transactionProvingLimit"] = Config.TransactionProvingLimit,
                ["maxDataBytes"] = Config.MaxDataBytes,
                ["maxForcedGas"] = Config.MaxForcedGas,
                ["maxItemGas"] = Config.MaxItemGas,
                ["forkId"] = Config.ForkId,
                ["configHash"] = Config.Hash(ref host).ToHex(),
            },
            ["terms"] = new JsonObject { ["inclusionDeadline"] = 86_400 },
            ["genesis"] = new JsonObject
            {
                ["timestamp"] = timestamp,
                ["lastBlockHash"] = genesis.BlockHash.ToHex(),
                ["alloc"] = new JsonObject(funded.Select(address => KeyValuePair.Create(address.ToChecksum(), (JsonNode?)"1000000000000000000"))),
            },
        };
    }
}
