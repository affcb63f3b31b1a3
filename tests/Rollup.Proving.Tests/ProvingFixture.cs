using Microsoft.Extensions.Logging.Abstractions;
using Rollup.Kernel.Primitives;
using Rollup.Proving.Planning;
using Rollup.Proving.Provers;
using Rollup.Proving.Work;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Chain;
using Rollup.Storage.L1;
using Rollup.Storage.Lease;
using Rollup.Storage.Proofs;
using Rollup.Testing;

namespace Rollup.Proving.Tests;

/// <summary>A ledger with batches to prove, a planner, and workers that are given what the planner dispatches.</summary>
internal sealed class ProvingFixture : IAsyncDisposable
{
    private readonly TestDatabase _test;
    private readonly SequencerLease _lease;
    private readonly ListQueue _queue = new();

    private ProvingFixture(TestDatabase test, Database database, SequencerLease lease, ProgramKeyBytes program)
    {
        _test = test;
        _lease = lease;
        Database = database;
        Plans = new(database);
        Leases = new(database);
        Jobs = new(database);
        Settlement = new(database);
        Dispatcher = new(Plans, _queue, TimeSpan.FromMinutes(1));
        Planner = new(
            Plans, Jobs, Settlement, Dispatcher, () => program, new PlanningOptions { MaxWait = TimeSpan.Zero, MaxBatchesPerProof = 4 }, TimeProvider.System, NullLogger<ProofPlanner>.Instance);
    }

    public Database Database { get; }

    public ProofPlans Plans { get; }

    public ProofLeases Leases { get; }

    public ProofJobReader Jobs { get; }

    public SettlementStore Settlement { get; }

    public ProofDispatcher Dispatcher { get; }

    public ProofPlanner Planner { get; }

    public static async Task<ProvingFixture> CreateAsync(ProgramKeyBytes program)
    {
        TestDatabase test = await TestDatabase.CreateAsync();
        Database database = new(test.ConnectionString);
        SequencerLease lease = await SequencerLease.AcquireAsync(database, new LeaseHolder("test", ""), TimeProvider.System, default);
        await using FencedTransaction transaction = await lease.BeginTransactionAsync(default);
        await ChainLedger.WriteGenesisAsync(transaction.Connection, new ChainIdentity(84001, default, default), Genesis, Batch(0, default), default);
        await transaction.CommitAsync(default);
        return new(test, database, lease, program);
    }

    public async Task SealAsync(ulong number, Hash256 hash, ReadOnlyMemory<byte> witness)
    {
        await using FencedTransaction transaction = await _lease.BeginTransactionAsync(default);
        await BatchWriter.WriteAsync(transaction, Batch(number, hash), default, witness, default);
        await transaction.CommitAsync(default);
    }

    public ProofWorker CreateWorker(IProver prover, string name = "worker", int reportMilliseconds = 100, int leaseMilliseconds = 5_000) => new(
        Leases, Jobs, new BatchReader(Database), prover, Dispatcher,
        new WorkerOptions { Name = name, ReportInterval = TimeSpan.FromMilliseconds(reportMilliseconds), LeaseDuration = TimeSpan.FromMilliseconds(leaseMilliseconds) },
        TimeProvider.System, NullLogger<ProofWorker>.Instance);

    /// <summary>Plans and works until there is nothing left to do; returns what the worker said to each job.</summary>
    public async Task<IReadOnlyList<WorkResult>> WorkAsync(ProofWorker worker)
    {
        List<WorkResult> results = [];
        await Planner.StepAsync(default);
        while (_queue.TryTake(out long job))
        {
            results.Add(await worker.RunAsync(job, default));
            await Planner.StepAsync(default);
        }

        return results;
    }

    public async ValueTask DisposeAsync()
    {
        await _lease.DisposeAsync();
        await Database.DisposeAsync();
        await _test.DisposeAsync();
    }

    private static BlockCommit Genesis => new()
    {
        Row = new BlockRow
        {
            Number = 0,
            Hash = default,
            Header = new byte[] { 0xc0 },
            Timestamp = 1_700_000_000,
            GasUsed = 0,
            GasLimit = 60_000_000,
            BaseFee = U256.One,
            TransactionHashes = default,
            QueuePosition = 0,
            QueueRollingHash = default,
            PendingFloor = 1,
        },
        TransactionIds = [],
        Receipts = [],
        StateDiff = default,
    };

    private static BatchRow Batch(ulong number, Hash256 hash) => new(number, hash, new byte[480], number, number, default, DateTimeOffset.UnixEpoch);

    private sealed class ListQueue : IProofQueue
    {
        private readonly Queue<long> _jobs = [];

        public void Enqueue(long job)
        {
            lock (_jobs)
                _jobs.Enqueue(job);
        }

        public bool TryTake(out long job)
        {
            lock (_jobs)
                return _jobs.TryDequeue(out job);
        }
    }
}
