using Rollup.Ethereum.Chain;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
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
    public async Task A_final_proof_that_the_native_verifier_rejects_is_not_posted()
    {
        await using SettlementFixture settled = await SettlementFixture.StartAsync();
        BatchCommitter committer = settled.NewCommitter();
        BatchHeader batch = await settled.SealAsync();
        await committer.StepAsync(default);
        await settled.Anvil.WaitUntilMinedAsync();
        SoftwareHost host = default;
        await AddFinalAsync(settled, new ProofRange(1, 1, batch.Hash(ref host)), new byte[1000]);

        // The verifier's key is computed meanwhile.
        string? problem = null;
        for (int i = 0; i < 600 && problem is null; i++)
        {
            await committer.StepAsync(default);
            problem = (await settled.Store.ReadStatusAsync(default))!.Problem;
            await Task.Delay(500);
        }

        problem.ShouldNotBeNull().ShouldContain("is not valid and is not posted");
        (await settled.L1.Contract.LastFinalizedBatchAsync(L1BlockTag.Latest, default)).ShouldBe(0UL);
        (await settled.Transactions.ReadByPurposeAsync("prove:1-1", default)).ShouldBeEmpty();
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
