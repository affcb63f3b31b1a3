using Rollup.Ethereum.Chain;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Proving.Provers;
using Rollup.Storage.L1;
using Rollup.Storage.Proofs;

namespace Rollup.Settlement.Tests;

public class ProofSubmitterTests
{
    [Fact]
    public async Task A_node_of_another_program_than_the_one_on_L1_refuses_to_prove_and_says_so()
    {
        await using SettlementFixture settled = await SettlementFixture.StartAsync(programKey: $"0x{new string('7', 64)}");
        await settled.NewCommitter().StepAsync(default);
        SettlementStatus status = (await settled.Store.ReadStatusAsync(default))!;
        status.Problem.ShouldNotBeNull().ShouldStartWith("nothing is proven: L1 asks for proofs of the program 0x7777");
    }

    [Fact]
    public async Task A_final_proof_that_the_native_verifier_rejects_is_not_posted_and_is_made_again()
    {
        await using SettlementFixture settled = await SettlementFixture.StartAsync();
        BatchCommitter committer = settled.NewCommitter();
        await CommitWithFinalAsync(settled, committer, new byte[1000]);

        // The verifier's key is computed meanwhile.
        (await UntilAsync(settled, committer, problem => problem is not null)).ShouldNotBeNull().ShouldContain("is not valid and is made again: the proof is of another program");
        (await settled.L1.Contract.LastFinalizedBatchAsync(L1BlockTag.Latest, default)).ShouldBe(0UL);
        (await settled.Transactions.ReadByPurposeAsync("prove:1-1", default)).ShouldBeEmpty();
        ProofJob final = (await new ProofJobReader(settled.Database).GetAsync(1, default))!;
        final.Status.ShouldBe(ProofStatus.Ready);
        final.FailedOn.ShouldBe(["test"]);
        final.ResultBytes.ShouldBe(0);
    }

    [Fact]
    public async Task A_final_proof_that_is_given_up_is_named()
    {
        await using SettlementFixture settled = await SettlementFixture.StartAsync();
        BatchCommitter committer = settled.NewCommitter();
        await CommitWithFinalAsync(settled, committer, new byte[1000]);
        ProofPlans plans = new(settled.Database);
        (await plans.RejectResultAsync(1, "for a test", default)).ShouldBeTrue();
        (await plans.CancelAsync(1, default)).ShouldBeTrue();
        await committer.StepAsync(default);
        (await settled.Store.ReadStatusAsync(default))!.Problem.ShouldBe("the final proof of batches 1 to 1 (job 1) was given up: cancelled by an operator");
    }

    [Fact]
    public async Task A_final_proof_is_verified_once_while_it_waits_for_L1()
    {
        int verified = 0;
        FinalProofCheck check = new(_ => (_, _, _) =>
        {
            verified++;
            return null;
        });
        await using SettlementFixture settled = await SettlementFixture.StartAsync();
        BatchCommitter committer = settled.NewCommitter(check: check);
        await CommitWithFinalAsync(settled, committer, new byte[1000]);
        // The contract's verifier has no code here, so L1 refuses the proof at every step.
        _ = await UntilAsync(settled, committer, problem => problem?.StartsWith("L1 refuses the proof", StringComparison.Ordinal) == true);
        await committer.StepAsync(default);
        await committer.StepAsync(default);
        verified.ShouldBe(1);
    }

    [Fact]
    public async Task Other_bytes_and_other_batches_are_verified_anew()
    {
        int verified = 0;
        FinalProofCheck check = new(_ => (_, _, _) =>
        {
            verified++;
            return null;
        });
        Hash256 one = Hash256.FromU256(1), two = Hash256.FromU256(2);
        (await JudgeAsync(check, one, two)).ShouldBe(FinalVerdict.Valid);
        (await check.JudgeAsync(new byte[] { 1 }, one, two, default)).ShouldBe(FinalVerdict.Valid);
        verified.ShouldBe(1);
        (await check.JudgeAsync(new byte[] { 2 }, one, two, default)).ShouldBe(FinalVerdict.Valid);
        (await check.JudgeAsync(new byte[] { 2 }, null, two, default)).ShouldBe(FinalVerdict.Valid);
        (await check.JudgeAsync(new byte[] { 2 }, null, one, default)).ShouldBe(FinalVerdict.Valid);
        verified.ShouldBe(4);
    }

    [Fact]
    public async Task A_key_that_could_not_be_computed_is_computed_again()
    {
        int attempts = 0;
        FinalProofCheck check = new(_ => ++attempts == 1 ? throw new InvalidDataException("out of luck") : (_, _, _) => null);
        Hash256 hash = Hash256.FromU256(1);
        (await JudgeAsync(check, null, hash)).ShouldBe(new FinalVerdict(FinalVerdictKind.NoKey, "out of luck"));
        (await JudgeAsync(check, null, hash)).ShouldBe(FinalVerdict.Valid);
        attempts.ShouldBe(2);
    }

    // The first verdict that is more than that the key is being computed.
    private static async Task<FinalVerdict> JudgeAsync(FinalProofCheck check, Hash256? from, Hash256 to)
    {
        FinalVerdict verdict = FinalVerdict.NotYet;
        for (int i = 0; i < 300 && verdict.Kind == FinalVerdictKind.NotYet; i++)
        {
            verdict = await check.JudgeAsync(new byte[] { 1 }, from, to, default);
            await Task.Delay(20);
        }

        return verdict;
    }

    private static async Task CommitWithFinalAsync(SettlementFixture settled, BatchCommitter committer, byte[] proof)
    {
        BatchHeader batch = await settled.SealAsync();
        await committer.StepAsync(default);
        await settled.Anvil.WaitUntilMinedAsync();
        SoftwareHost host = default;
        await AddFinalAsync(settled, new ProofRange(1, 1, batch.Hash(ref host)), proof);
    }

    private static async Task<string?> UntilAsync(SettlementFixture settled, BatchCommitter committer, Func<string?, bool> isReached)
    {
        string? problem = null;
        for (int i = 0; i < 600 && !isReached(problem); i++)
        {
            await committer.StepAsync(default);
            problem = (await settled.Store.ReadStatusAsync(default))!.Problem;
            await Task.Delay(100);
        }

        return problem;
    }

    private static async Task AddFinalAsync(SettlementFixture settled, ProofRange range, byte[] proof)
    {
        ReadOnlyMemory<byte> program = ProgramKeyBytes.Pinned.Bytes;
        await new ProofPlans(settled.Database).AddAsync(program, [new PlannedJob(ProofKind.Final, range, 0, 0, [])], default);
        ProofLeases leases = new(settled.Database);
        ProofLease lease = (await leases.TryTakeAsync(1, "test", program, TimeSpan.FromMinutes(1), default))!;
        (await leases.CompleteAsync(lease, proof, 1, default)).ShouldBeTrue();
    }
}
