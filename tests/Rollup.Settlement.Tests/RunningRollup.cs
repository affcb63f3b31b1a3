using Microsoft.Extensions.Logging.Abstractions;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.Sending;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Sequencer;
using Rollup.Sequencer.Chain;
using Rollup.Sequencer.L1;
using Rollup.Settlement.Reconstruction;
using Rollup.State;
using Rollup.State.Reconstruction;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.L1;
using Rollup.Storage.Proofs;
using Rollup.Storage.StateData;
using Rollup.Testing;

namespace Rollup.Settlement.Tests;

/// <summary>Sequencer, watcher and settler together, in the production wiring, on a real database, a real L1 and the real contracts.</summary>
internal sealed class RunningRollup : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static GenesisSpec Spec => new(
        1_700_000_000, new Dictionary<Address, U256> { [Account.Address] = 1_000_000_000_000_000_000UL });

    private readonly TestDatabase _test;
    private readonly Database _database;
    private readonly ChainState _state;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _running;

    private RunningRollup(RollupOnL1 l1, TestDatabase test, Database database, PostgresStateStore store)
    {
        L1 = l1;
        _test = test;
        _database = database;
        _state = ChainState.Open(store, new ChainStateOptions(), []);
        Store = new SettlementStore(database);
        Batches = new BatchReader(database);

        var watcher = new L1Watcher(
            l1.Anvil.Client, l1.Contract, new L1ItemStore(database), new L1WatcherOptions { PollInterval = TimeSpan.FromMilliseconds(50) },
            Clock, NullLogger<L1Watcher>.Instance, lag: new BatchLagCheck(l1.Contract, Batches, Clock));
        Sequencer = new SequencerService(
            database, _state, store, l1.Config,
            new SequencerOptions { BlockInterval = TimeSpan.FromMilliseconds(50), MaxBatchAge = TimeSpan.FromMilliseconds(300) },
            () => watcher.Divergence, Clock, NullLogger<SequencerService>.Instance, expired: () => watcher.Expired);
        var transactions = new L1TransactionStore(database);
        var sender = new TransactionSender(
            l1.Anvil.Client, new LocalSigner(new PrivateKey(HexFormat.ParseBytes(Anvil.FirstKey))), transactions, new SenderOptions(),
            RollupErrors.Describe, TimeProvider.System, NullLogger<TransactionSender>.Instance);
        var settlement = new SettlementOptions { PollInterval = TimeSpan.FromMilliseconds(50) };
        var proofs = new ProofSubmitter(
            l1.Contract, sender, transactions, Batches, new ProofJobReader(database), new ProofPlans(database), FinalProofCheck.OfPinnedProgram(), settlement, TimeProvider.System, NullLogger<ProofSubmitter>.Instance);
        var committer = new BatchCommitter(
            database, l1.Anvil.Client, l1.Contract, sender, transactions, Batches, Store, proofs, settlement,
            TimeProvider.System, NullLogger<BatchCommitter>.Instance);
        _running =
        [
            Task.Run(() => watcher.RunAsync(_stop.Token)),
            Task.Run(() => Sequencer.RunAsync(_stop.Token)),
            Task.Run(() => committer.RunAsync(_stop.Token)),
        ];
    }

    /// <summary>An account with one ether at genesis.</summary>
    public static TestAccount Account { get; } = new(1);

    public RollupOnL1 L1 { get; }

    /// <summary>L2's clock.</summary>
    public OffsetClock Clock { get; } = new();

    public SequencerService Sequencer { get; }

    public SettlementStore Store { get; }

    public BatchReader Batches { get; }

    public static async Task<RunningRollup> StartAsync(TimeSpan inclusionDeadline, int slotsInAnEpoch = 1)
    {
        RollupOnL1 l1 = await RollupOnL1.StartAsync(GenesisForL1(), inclusionDeadline, slotsInAnEpoch);
        TestDatabase test = await TestDatabase.CreateAsync();
        var database = new Database(test.ConnectionString);
        var store = new PostgresStateStore(database);
        await new Genesis(l1.Config, Spec).EnsureAsync(database, TimeProvider.System, CancellationToken.None);
        return new RunningRollup(l1, test, database, store);
    }

    /// <summary>Lets a time pass on L1 and L2.</summary>
    public async Task AdvanceTimeAsync(TimeSpan time)
    {
        Clock.Offset += time;
        await L1.Anvil.AdvanceTimeAsync(time);
        await L1.Anvil.MineAsync();
    }

    public Task<U256> BalanceAsync(Address account) => Task.FromResult(_state.GetAccount(account).Balance);

    /// <summary>The state rebuilt from L1, after the last batch that the contract has.</summary>
    public async Task<StateReconstructor> ReconstructAsync()
    {
        var state = new StateReconstructor(L1.Config, new Genesis(L1.Config, Spec).Batch, GenesisState.Create(Spec.Allocation));
        await foreach (ReconstructedBatch _ in new ChainReconstruction(L1.Anvil.Client, L1.Contract).RunAsync(
            state, L1BlockTag.Latest, CancellationToken.None))
        {
            // Each has been checked by then.
        }

        return state;
    }

    /// <summary>Waits; a part of the rollup that fails meanwhile fails the wait.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            foreach (Task part in _running.Where(part => part.IsFaulted))
                await part;
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Waited in vain for {what}. Sequencer: {Sequencer.Status}. Settler: {await Store.ReadStatusAsync(CancellationToken.None)}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Waits until everything that L2 has sealed so far, and something is, is committed.</summary>
    public async Task SettledAsync()
    {
        ulong sealedBatch = 0;
        await UntilAsync(async () => (sealedBatch = (await Batches.GetLatestAsync(CancellationToken.None))!.Number) > 0, "a batch");
        await UntilAsync(async () => (await Store.ReadStatusAsync(CancellationToken.None))?.CommittedBatch >= sealedBatch, $"the commit of batch {sealedBatch}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Select(part => part.ContinueWith(_ => { }, TaskScheduler.Default)));
        _state.Dispose();
        await _database.DisposeAsync();
        await _test.DisposeAsync();
        await L1.DisposeAsync();
        _stop.Dispose();
    }

    // A genesis block depends on a part of the configuration that is known before the contracts are deployed.
    private static GenesisOnL1 GenesisForL1()
    {
        var config = new ChainConfig { FeeVault = RollupOnL1.FeeVault, BlockGasLimit = 60_000_000, MinimumBaseFee = 1_000_000 };
        var genesis = new Genesis(config, Spec);
        return new GenesisOnL1(genesis.Batch.StateRoot, genesis.Batch.NextIndex, genesis.BlockHash, Spec.Timestamp);
    }
}

/// <summary>The system's clock, from some time on another day.</summary>
internal sealed class OffsetClock : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
