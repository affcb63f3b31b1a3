using System.Globalization;
using System.Text.Json;
using Nethereum.Contracts;
using Rollup.Contracts;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.Signing;
using Rollup.Guest;
using Rollup.Kernel.Abi;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Testing;

/// <summary>The contracts on an L1 of a test's own, deployed by <c>ops/deploy.mjs</c>; anvil's first account is sequencer and guardian.</summary>
public sealed class RollupOnL1 : IAsyncDisposable
{
    private readonly GenesisOnL1 _genesis;

    private RollupOnL1(Anvil anvil, JsonElement deployment)
    {
        Anvil = anvil;
        JsonElement genesis = deployment.GetProperty("genesis");
        _genesis = new GenesisOnL1(
            HexFormat.ParseHash256(genesis.GetProperty("stateRoot").GetString()!),
            genesis.GetProperty("nextIndex").GetUInt64(),
            HexFormat.ParseHash256(genesis.GetProperty("lastBlockHash").GetString()!),
            genesis.GetProperty("timestamp").GetUInt64());
        Bridge = HexFormat.ParseAddress(deployment.GetProperty("bridge").GetString()!);
        Owner = HexFormat.ParseAddress(deployment.GetProperty("timelock").GetString()!);
        Contract = new RollupContract(
            anvil.Client,
            HexFormat.ParseAddress(deployment.GetProperty("rollup").GetString()!),
            deployment.GetProperty("deployedAtBlock").GetUInt64());
        Config = ReadConfig(deployment.GetProperty("config"));
    }

    /// <summary>The L2 account that gets the tips.</summary>
    public static Address FeeVault => Address.FromU256(0xfee);

    /// <summary>The L1.</summary>
    public Anvil Anvil { get; }

    /// <summary>The RollupChain.</summary>
    public RollupContract Contract { get; }

    /// <summary>The Bridge.</summary>
    public Address Bridge { get; }

    /// <summary>The timelock that owns the contracts.</summary>
    public Address Owner { get; }

    /// <summary>The chain's configuration.</summary>
    public ChainConfig Config { get; }

    /// <summary>The header of batch 0.</summary>
    public BatchHeader Genesis
    {
        get
        {
            var host = default(SoftwareHost);
            return BatchHeader.Genesis(ref host, Config, _genesis.Timestamp, _genesis.StateRoot, _genesis.NextIndex, _genesis.BlockHash);
        }
    }

    /// <summary>Starts an L1 and deploys, with a made-up genesis of an hour ago if none is given; nothing can be proven without a verifier.</summary>
    public static async Task<RollupOnL1> StartAsync(
        GenesisOnL1? genesisState = null, TimeSpan? inclusionDeadline = null, int slotsInAnEpoch = 1, Address? verifier = null, string? programKey = null)
    {
        GenesisOnL1 state = genesisState
            ?? new GenesisOnL1(Hash256.FromU256(0x5151), 3, Hash256.FromU256(0xb10c), (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3600);
        string folder = Directory.CreateTempSubdirectory("rollup-l1-").FullName;
        Anvil anvil = await Anvil.StartAsync(slotsInAnEpoch);
        try
        {
            string genesis = Path.Combine(folder, "genesis.json");
            string deployment = Path.Combine(folder, "deployment.json");
            await File.WriteAllTextAsync(genesis, JsonSerializer.Serialize(new
            {
                stateRoot = state.StateRoot.ToHex(),
                nextIndex = state.NextIndex,
                lastBlockHash = state.BlockHash.ToHex(),
                timestamp = state.Timestamp,
                l2ChainId = 84001,
                feeVault = FeeVault.ToHex(),
            }));
            return await DeployAsync(anvil, genesis, deployment, inclusionDeadline, verifier, programKey);
        }
        catch
        {
            await anvil.DisposeAsync();
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Deploys on an L1 with the genesis in <paramref name="genesisFile"/> and keeps the script's output in <paramref name="deploymentFile"/>. Disposing of the result ends the L1.</summary>
    public static async Task<RollupOnL1> DeployAsync(
        Anvil anvil, string genesisFile, string deploymentFile, TimeSpan? inclusionDeadline = null, Address? verifier = null, string? programKey = null)
    {
        await CommandLine.RunAsync(
            "node",
            [
                Path.Combine(RepositoryRoot.Path, "ops/deploy.mjs"), "--rpc", anvil.Url.ToString(), "--key", Anvil.FirstKey,
                "--genesis", genesisFile, "--out", deploymentFile,
                "--inclusion-deadline", ((long)(inclusionDeadline ?? TimeSpan.FromDays(1)).TotalSeconds).ToString(CultureInfo.InvariantCulture),
                "--verifier", (verifier ?? Address.Zero).ToHex(), "--program-key", programKey ?? $"0x{PinnedGuest.ReadKeys().ProgramKey}",
            ]);
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(deploymentFile));
        return new RollupOnL1(anvil, document.RootElement);
    }

    /// <summary>Deposits from anvil's second account, in a block of its own.</summary>
    public async Task DepositAsync(Address to, ulong wei)
    {
        await SendDepositAsync(to, wei);
        await Anvil.WaitUntilMinedAsync();
    }

    /// <summary>Sends a deposit from anvil's second account and does not wait for its block.</summary>
    public Task SendDepositAsync(Address to, ulong wei) => Anvil.SendAsync("eth_sendTransaction", new
    {
        from = new PrivateKey(HexFormat.ParseBytes(Anvil.SecondKey)).Address.ToHex(),
        to = Bridge.ToHex(),
        value = wei.ToQuantity(),
        data = new DepositFunction { To = to.ToHex() }.GetCallData().ToHex(),
        gas = 300_000UL.ToQuantity(),
    });

    /// <summary>Calls the RollupChain from anvil's first account: sequencer and guardian.</summary>
    public Task CallAsync<TFunction>(TFunction function)
        where TFunction : FunctionMessage, new()
        => CallFromAsync(new PrivateKey(HexFormat.ParseBytes(Anvil.FirstKey)).Address, function.GetCallData());

    /// <summary>Calls the RollupChain in the owner's name.</summary>
    public async Task CallAsOwnerAsync<TFunction>(TFunction function)
        where TFunction : FunctionMessage, new()
    {
        await Anvil.SendAsync("anvil_impersonateAccount", Owner.ToHex());
        await Anvil.SendAsync("anvil_setBalance", Owner.ToHex(), 1_000_000_000_000_000_000UL.ToQuantity());
        await CallFromAsync(Owner, function.GetCallData());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Anvil.DisposeAsync();

    private async Task CallFromAsync(Address from, byte[] data)
    {
        await Anvil.SendAsync("eth_sendTransaction", new { from = from.ToHex(), to = Contract.Address.ToHex(), data = data.ToHex() });
        await Anvil.WaitUntilMinedAsync();
    }

    private static ChainConfig ReadConfig(JsonElement config) => new()
    {
        L1ChainId = config.GetProperty("l1ChainId").GetUInt64(),
        Rollup = HexFormat.ParseAddress(config.GetProperty("rollup").GetString()!),
        Bridge = HexFormat.ParseAddress(config.GetProperty("bridge").GetString()!),
        L2ChainId = config.GetProperty("l2ChainId").GetUInt64(),
        FeeVault = HexFormat.ParseAddress(config.GetProperty("feeVault").GetString()!),
        BlockGasLimit = config.GetProperty("blockGasLimit").GetUInt64(),
        MinimumBaseFee = config.GetProperty("minimumBaseFee").GetUInt64(),
        BaseFeeChangeDenominator = config.GetProperty("baseFeeChangeDenominator").GetUInt64(),
        GasTargetPerSecond = config.GetProperty("gasTargetPerSecond").GetUInt64(),
        GasLimitPerSecond = config.GetProperty("gasLimitPerSecond").GetUInt64(),
        ProvingTargetPerSecond = config.GetProperty("provingTargetPerSecond").GetUInt64(),
        ProvingLimitPerSecond = config.GetProperty("provingLimitPerSecond").GetUInt64(),
        TransactionProvingLimit = config.GetProperty("transactionProvingLimit").GetUInt64(),
        MaxDataBytes = config.GetProperty("maxDataBytes").GetUInt64(),
        MaxForcedGas = config.GetProperty("maxForcedGas").GetUInt64(),
        MaxItemGas = config.GetProperty("maxItemGas").GetUInt64(),
        ForkId = config.GetProperty("forkId").GetUInt64(),
    };
}
