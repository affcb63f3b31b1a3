using Npgsql;
using Rollup.Storage.Batches;
using Rollup.Storage.Proofs;

namespace Rollup.Storage.Tests.Proofs;

public class ProverRoleTests
{
    private const string NoPrivilege = "42501";

    [Theory]
    [InlineData("INSERT INTO blocks SELECT * FROM blocks")]
    [InlineData("UPDATE batches SET hash = ''")]
    [InlineData("DELETE FROM witnesses")]
    [InlineData("UPDATE state_entries SET body = ''")]
    [InlineData("DELETE FROM tree_nodes")]
    [InlineData("UPDATE sequencer_lease SET epoch = epoch + 1")]
    [InlineData("SELECT raw FROM transactions")]
    [InlineData("UPDATE l1_status SET proven_batch = 9")]
    [InlineData("UPDATE l1_transactions SET calldata = ''")]
    [InlineData("INSERT INTO proof_jobs (kind, status, program_key, from_batch, to_batch, to_hash, level, position, start_cycle, end_cycle, inputs) VALUES (7, 3, '', 1, 1, '', 0, 0, 0, 0, '{}')")]
    [InlineData("DELETE FROM proof_jobs")]
    [InlineData("CREATE TABLE own (id int)")]
    [InlineData("CREATE TABLE jobs.own (id int)")]
    public async Task A_prover_can_do_nothing_to_the_chain(string sql)
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        await using Database prover = AsProver(ledger);
        await using NpgsqlConnection connection = await prover.OpenAsync(default);
        PostgresException refusal = await Should.ThrowAsync<PostgresException>(() => connection.ExecuteAsync(sql, default));
        refusal.SqlState.ShouldBe(NoPrivilege);
    }

    [Fact]
    public async Task A_prover_can_work_on_proof_jobs_and_read_witnesses()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        await new ProofPlans(ledger.Database).AddAsync(new byte[] { 1 }, [new PlannedJob(ProofKind.Plan, new ProofRange(1, 1, default), 0, 0, [])], default);
        await using Database prover = AsProver(ledger);
        ProofLeases leases = new(prover);
        await leases.AnnounceAsync("worker", new byte[] { 1 }, 1, 1, default);
        (await new ProofPlans(prover).TakeForQueueAsync(TimeSpan.Zero, default)).ShouldBe([1]);
        ProofLease lease = (await leases.TryTakeAsync(1, "worker", new byte[] { 1 }, TimeSpan.FromMinutes(1), default))!;
        (await leases.CompleteAsync(lease, new byte[] { 1 }, 1, default)).ShouldBeTrue();
        (await new BatchReader(prover).GetWitnessAsync(1, default)).ShouldBeNull();
        (await new ProofPlans(prover).ReturnOrphansAsync(default)).ShouldBe(0);
        await new Migrations.MigrationRunner(prover).VerifyAsync(default);
    }

    private static Database AsProver(LedgerFixture ledger) =>
        new(new NpgsqlConnectionStringBuilder(ledger.Database.ConnectionString) { Username = JobSchema.ProverRole, Pooling = false }.ConnectionString);
}
