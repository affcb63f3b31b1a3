using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rollup.Contracts;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Sequencer.Chain;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests;

/// <summary>A chain on a database of its own, with as many sequencers as a test starts: the production wiring without HTTP and without L1.</summary>
internal sealed class TestChain : IAsyncDisposable
{
    public static readonly U256 Ether = (U256)1_000_000_000_000_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestDatabase _test;
    private readonly List<RunningSequencer> _running = [];

    private TestChain(TestDatabase test, ChainConfig config)
    {
        _test = test;
        Config = config;
        Database = new Database(test.ConnectionString);
        Store = new PostgresStateStore(Database);
        Blocks = new BlockReader(Database);
        Batches = new BatchReader(Database);
        Transactions = new TransactionReader(Database);
    }

    public static ChainConfig DefaultConfig { get; } = new()
    {
        L1ChainId = 31_337,
        Rollup = Address.FromU256(0xa1),
        Bridge = Address.FromU256(0xa2),
        L2ChainId = TestAccount.ChainId,
        FeeVault = Address.FromU256(0xfee),
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

    /// <summary>The same chain with so much data in a batch, and with as much gas of queue items as that allows.</summary>
    public static ChainConfig ConfigOf(ulong maxDataBytes)
    {
        ulong forcedGas = Math.Min(DefaultConfig.MaxForcedGas, maxDataBytes / 2 * ChainConfig.GasPerDataByte);
        return DefaultConfig with { MaxDataBytes = maxDataBytes, MaxForcedGas = forcedGas, MaxItemGas = Math.Min(forcedGas, DefaultConfig.MaxItemGas) };
    }

    public ChainConfig Config { get; }

    public Database Database { get; }

    public PostgresStateStore Store { get; }

    public BlockReader Blocks { get; }

    public BatchReader Batches { get; }

    public TransactionReader Transactions { get; }

    /// <summary>Accounts with 1000 ether each at genesis.</summary>
    public static TestAccount[] Accounts { get; } = [.. Enumerable.Range(1, 20).Select(i => new TestAccount((ulong)i))];

    public static async Task<TestChain> CreateAsync(ChainConfig? config = null, PostgresServer? server = null)
    {
        TestDatabase test = server is null ? await TestDatabase.CreateAsync() : await TestDatabase.CreateOnAsync(server);
        var chain = new TestChain(test, config ?? DefaultConfig);
        await chain.Genesis.EnsureAsync(chain.Database, TimeProvider.System, default);
        return chain;
    }

    public Genesis Genesis => new(Config, new GenesisSpec(1_700_000_000, Allocation));

    public SealedBatch GenesisState => State.GenesisState.Create(Allocation);

    private static Dictionary<Address, U256> Allocation => Accounts.ToDictionary(account => account.Address, _ => 1_000 * Ether);

    /// <summary>Starts a sequencer; it may have to wait for the lease.</summary>
    public RunningSequencer Start(SequencerOptions? options = null, Func<QueueDiverged?>? divergence = null, TimeProvider? time = null, Func<string?>? obstacle = null, Func<ulong>? provenBatch = null)
    {
        ChainState state = ChainState.Open(Store, new ChainStateOptions(), []);
        var service = new SequencerService(
            Database, state, Store, Config, options ?? Quick, divergence ?? (() => null), time ?? TimeProvider.System, NullLogger<SequencerService>.Instance,
            _ => ValueTask.FromResult(obstacle?.Invoke()), provenBatch: provenBatch);
        var running = new RunningSequencer(service, state);
        _running.Add(running);
        return running;
    }

    /// <summary>Blocks every 50 ms, no sealing unless a limit is reached.</summary>
    public static SequencerOptions Quick { get; } = new() { BlockInterval = TimeSpan.FromMilliseconds(50), MaxBatchAge = TimeSpan.FromHours(1) };

    /// <summary>A deposit as the watcher reads it, after a queue with the given rolling hash.</summary>
    public static L1Item Deposit(ulong index, Address to, U256 wei, Hash256 rollingBefore)
    {
        var content = new QueuedItem(index, to, to, false, wei, wei, 21_000, to, [], Hash256.Zero);
        SoftwareHost host = default;
        return new L1Item(content with { RollingHash = content.ToQueueItem().RollingHash(ref host, in rollingBefore) }, 1, 1);
    }

    /// <summary>Puts items where the watcher would.</summary>
    public Task QueueAsync(params L1Item[] items) => new L1ItemStore(Database).AppendFinalAsync(items, default);

    /// <summary>Forgets the L1 queue, as if L1 had never had it.</summary>
    public async Task ForgetQueueAsync()
    {
        await using NpgsqlCommand command = Database.DataSource.CreateCommand("DELETE FROM l1_items");
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<RunningSequencer> LeadingAsync(RunningSequencer sequencer)
    {
        await UntilAsync(() => Task.FromResult(sequencer.Service.Status.Phase == SequencerPhase.Leading), $"leading, status {sequencer.Service.Status}");
        return sequencer;
    }

    public async Task<StoredTransaction> IncludedAsync(Hash256 hash)
    {
        StoredTransaction? found = null;
        await UntilAsync(async () => (found = await Transactions.GetAsync(hash, default))?.Inclusion is not null, "the inclusion of a transaction");
        return found!;
    }

    public async Task<BatchRow> SealedAsync(ulong number)
    {
        BatchRow? found = null;
        await UntilAsync(async () => (found = await Batches.GetAsync(number, default)) is not null, $"batch {number}");
        return found!;
    }

    /// <summary>The batch that holds a transaction, once it is stored.</summary>
    public async Task<BatchRow> SealedByAsync(StoredTransaction transaction)
    {
        BatchRow? found = null;
        await UntilAsync(async () => (found = await Batches.GetByBlockAsync(transaction.Inclusion!.BlockNumber, default)) is not null, "the batch of a transaction");
        return found!;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested) throw new TimeoutException($"Waited in vain for {what}.");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningSequencer running in _running) await running.DisposeAsync();
        await Database.DisposeAsync();
        await _test.DisposeAsync();
    }
}
