using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Ethereum.Sending;
using Rollup.Ethereum.Signing;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Storage;
using Rollup.Storage.Batches;
using Rollup.Storage.L1;
using Rollup.Storage.Proofs;
using Rollup.Storage.Lease;
using Rollup.Testing;

namespace Rollup.Settlement.Tests;

/// <summary>Real contracts on a real L1, a real database with made-up batches in it, and the production wiring of the settler.</summary>
internal sealed class SettlementFixture : IAsyncDisposable
{
    private readonly TestDatabase _testDatabase;
    private SequencerLease? _lease;

    private SettlementFixture(RollupOnL1 l1, TestDatabase testDatabase)
    {
        L1 = l1;
        _testDatabase = testDatabase;
        Database = new Database(testDatabase.ConnectionString);
        Store = new SettlementStore(Database);
        Transactions = new L1TransactionStore(Database);
    }

    /// <summary>The verifier's address, which has no code: a development chain allows that.</summary>
    public static Address Verifier => Address.FromU256(0x7e51);

    public RollupOnL1 L1 { get; }

    public Anvil Anvil => L1.Anvil;

    public Database Database { get; }

    public SettlementStore Store { get; }

    public L1TransactionStore Transactions { get; }

    public TestClock Clock { get; } = new();

    public LocalSigner Signer { get; } = new(new PrivateKey(HexFormat.ParseBytes(Anvil.FirstKey)));

    public static async Task<SettlementFixture> StartAsync(GenesisOnL1? genesis = null, string? programKey = null)
    {
        RollupOnL1 l1 = await RollupOnL1.StartAsync(genesis, verifier: Verifier, programKey: programKey);
        var fixture = new SettlementFixture(l1, await TestDatabase.CreateAsync());
        await fixture.SealAsync(l1.Genesis, []);
        return fixture;
    }

    /// <summary>A settler as a freshly started process would make it.</summary>
    public BatchCommitter NewCommitter(JsonRpcClient? rpc = null, SettlementOptions? options = null, SenderOptions? sending = null, FinalProofCheck? check = null)
    {
        var client = new L1Client(rpc ?? Anvil.Rpc);
        var contract = new RollupContract(client, L1.Contract.Address, L1.Contract.DeployedAtBlock);
        var sender = new TransactionSender(
            client, Signer, Transactions, sending ?? new SenderOptions(), RollupErrors.Describe, Clock, NullLogger<TransactionSender>.Instance);
        options ??= new SettlementOptions();
        var proofs = new ProofSubmitter(
            contract, sender, Transactions, new BatchReader(Database), new ProofJobReader(Database), new ProofPlans(Database), check ?? FinalProofCheck.OfPinnedProgram(), options, Clock, NullLogger<ProofSubmitter>.Instance);
        return new BatchCommitter(
            Database, client, contract, sender, Transactions, new BatchReader(Database), Store, proofs, options, Clock,
            NullLogger<BatchCommitter>.Instance);
    }

    /// <summary>Seals the next batch of a chain whose batches differ by <paramref name="salt"/>.</summary>
    public async Task<BatchHeader> SealAsync(byte salt = 0)
    {
        BatchRow parent = (await new BatchReader(Database).GetLatestAsync(CancellationToken.None))!;
        BatchHeader.TryDecode(parent.Header.Span, out BatchHeader last).ShouldBeTrue();
        byte[] data = [1, (byte)(last.Number + 1), salt];
        BatchHeader next = Next(last, parent.Hash, data);
        await SealAsync(next, data);
        return next;
    }

    /// <summary>The header that follows <paramref name="last"/>.</summary>
    public static BatchHeader Next(in BatchHeader last, in Hash256 parentHash, byte[] data)
    {
        var host = default(SoftwareHost);
        return new BatchHeader
        {
            Version = last.Version,
            ConfigHash = last.ConfigHash,
            Number = last.Number + 1,
            FirstBlock = last.LastBlock + 1,
            LastBlock = last.LastBlock + 2,
            Timestamp = last.Timestamp + 10,
            ParentHash = parentHash,
            StateRoot = Hash256.FromU256(last.Number + 100),
            NextIndex = last.NextIndex + 1,
            LastBlockHash = Hash256.FromU256(last.Number + 200),
            MessageRoot = last.MessageRoot,
            QueuePosition = last.QueuePosition,
            QueueRollingHash = last.QueueRollingHash,
            DataHash = DataHash.OfCalldata(ref host, data),
        };
    }

    /// <summary>Removes the batches from <paramref name="first"/> on, as a roll-back does.</summary>
    public async Task UnsealAsync(ulong first)
    {
        await using NpgsqlCommand command = Database.DataSource.CreateCommand("DELETE FROM batches WHERE number >= $1");
        command.Parameters.AddWithValue((long)first);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How many transactions the operator has on the chain; deployment took two.</summary>
    public async Task<ulong> CommitsSentAsync() =>
        await Anvil.Client.GetTransactionCountAsync(Signer.Address, L1BlockTag.Latest, CancellationToken.None) - 2;

    public async Task<ulong> CommittedAsync() => await L1.Contract.LastCommittedBatchAsync(L1BlockTag.Latest, CancellationToken.None);

    public static Hash256 Hash(in BatchHeader header)
    {
        var host = default(SoftwareHost);
        return header.Hash(ref host);
    }

    /// <summary>Writes a sealed batch.</summary>
    public async Task SealAsync(BatchHeader header, byte[] data)
    {
        byte[] encoded = new byte[BatchHeader.EncodedSize];
        header.Encode(encoded);
        _lease ??= await SequencerLease.AcquireAsync(Database, new LeaseHolder("test", ""), TimeProvider.System, CancellationToken.None);
        await using FencedTransaction transaction = await _lease.BeginTransactionAsync(CancellationToken.None);
        var row = new BatchRow(header.Number, Hash(header), encoded, header.FirstBlock, header.LastBlock, default, DateTimeOffset.UnixEpoch);
        await BatchWriter.WriteAsync(transaction, row, data, default, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
            await _lease.DisposeAsync();
        await Database.DisposeAsync();
        await _testDatabase.DisposeAsync();
        await L1.DisposeAsync();
    }
}
