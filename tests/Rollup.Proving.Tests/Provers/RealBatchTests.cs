using Rollup.Kernel.Primitives;
using Rollup.Proving.Provers;
using Rollup.Proving.Work;
using Rollup.Storage.Proofs;
using Rollup.Testing;

namespace Rollup.Proving.Tests.Provers;

/// <summary>The whole pipeline with real proofs: minutes of work, and the one test that shows that its parts fit.</summary>
public class RealBatchTests
{
    private static readonly string Witnesses = Path.Combine(RepositoryRoot.Path, "tests/vectors/witnesses");

    [Fact]
    public async Task A_sealed_batch_becomes_a_final_proof_that_the_native_verifier_accepts()
    {
        byte[] witness = await File.ReadAllBytesAsync(Path.Combine(Witnesses, "transfers-1.bin"));
        byte[] words = Convert.FromHexString((await File.ReadAllTextAsync(Path.Combine(Witnesses, "transfers-1.words"))).Trim());
        Hash256 hash = Hash256.FromSpan(words.AsSpan(words.Length - 32)), parent = Hash256.FromSpan(words.AsSpan(words.Length - 64, 32));
        BatchProver prover = BatchProver.Create(Environment.ProcessorCount, maxMemory: 6L << 30, default);
        await using ProvingFixture proving = await ProvingFixture.CreateAsync(prover.Program);
        await proving.SealAsync(1, hash, witness);

        IReadOnlyList<WorkResult> results = await proving.WorkAsync(proving.CreateWorker(prover));
        results.ShouldAllBe(result => result == WorkResult.Done);

        ProofJob final = (await proving.Jobs.ListAsync(ProofKind.Final, prover.Program.Bytes, 1, default)).ShouldHaveSingleItem();
        byte[] proof = (await proving.Jobs.GetResultAsync(final.Id, default))!.Value.ToArray();
        prover.Finals.FindFlaw(proof, parent, hash).ShouldBeNull();
        prover.Finals.FindFlaw(proof, parent, Hash256.FromU256(1)).ShouldNotBeNull();
        prover.Finals.FindFlaw(proof, hash, hash).ShouldNotBeNull();
        proof[^1] ^= 1;
        prover.Finals.FindFlaw(proof, parent, hash).ShouldNotBeNull();
        IReadOnlyList<ProofJob> jobs = await proving.Jobs.ListAsync(1, 1, default);
        jobs.Where(job => job.Kind != ProofKind.Plan).ShouldAllBe(job => job.Cells > 1_000_000);
    }
}
