using Rollup.Kernel.Primitives;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Chain;
using Rollup.Storage.Lease;
using Rollup.Storage.Transactions;
using Rollup.Testing;

namespace Rollup.Storage.Tests;

/// <summary>A database with a lease holder and the genesis block, and short ways to make rows.</summary>
internal sealed class LedgerFixture : IAsyncDisposable
{
    private readonly TestDatabase _test;

    private LedgerFixture(TestDatabase test, Database database, SequencerLease lease)
    {
        _test = test;
        Database = database;
        Lease = lease;
    }

    public static DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public Database Database { get; }

    public SequencerLease Lease { get; }

    public static async Task<LedgerFixture> CreateAsync()
    {
        TestDatabase test = await TestDatabase.CreateAsync();
        var database = new Database(test.ConnectionString);
        SequencerLease lease = await SequencerLease.AcquireAsync(database, new LeaseHolder("test", ""), TimeProvider.System, default);
        var fixture = new LedgerFixture(test, database, lease);
        await using FencedTransaction transaction = await lease.BeginTransactionAsync(default);
        await ChainLedger.WriteGenesisAsync(transaction.Connection, new ChainIdentity(84001, Hash(1), Hash(1000)), Block(0, []), Batch(0, 0, 0), default);
        await transaction.CommitAsync(default);
        return fixture;
    }

    public async Task StoreAsync(params TransactionRow[] rows)
    {
        await using var intake = new TransactionIntake(Lease, 1000, 1000);
        await intake.AppendAsync(rows, [], default);
    }

    public static Hash256 Hash(ulong seed) => Hash256.FromU256(seed + 0x0102030405060708);

    public static Address Account(ulong seed) => Address.FromU256(seed);

    public static TransactionRow Transaction(long id) => new(id, Hash((ulong)id), Account((ulong)id), new byte[] { 2, (byte)id, 0, 0xff }, Now);

    public static BatchRow Batch(ulong number, ulong first, ulong last) => new(number, Hash(9000 + number), new byte[480], first, last, ReadOnlyMemory<byte>.Empty, Now);

    public static BlockCommit Block(ulong number, IReadOnlyList<TransactionRow> transactions, long floor = 1) => new()
    {
        Row = new BlockRow
        {
            Number = number,
            Hash = Hash(1000 + number),
            Header = new byte[] { 0xf9, (byte)number },
            Timestamp = 1_700_000_000 + number,
            GasUsed = 21_000 * (ulong)transactions.Count,
            GasLimit = 60_000_000,
            BaseFee = U256.MaxValue - number,
            TransactionHashes = transactions.SelectMany(row => row.Hash.AsSpan().ToArray()).ToArray(),
            QueuePosition = 0,
            QueueRollingHash = Hash256.Zero,
            PendingFloor = floor,
        },
        TransactionIds = [.. transactions.Select(row => row.Id)],
        Receipts = [.. transactions.Select((_, i) => new StoredReceipt(2, i % 2 == 0, 21_000, 21_000 * (ulong)(i + 1), U256.One << 200, 0, 0, i % 2 == 0 ? default : Account(100)))],
        StateDiff = new byte[] { (byte)number, 1 },
    };

    public async ValueTask DisposeAsync()
    {
        await Lease.DisposeAsync();
        await Database.DisposeAsync();
        await _test.DisposeAsync();
    }
}
