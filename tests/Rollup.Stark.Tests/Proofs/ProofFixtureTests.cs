using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Examples;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Tests.Proofs;

/// <summary>
/// Proofs that are kept in tests/vectors/proofs, one file per version of the protocol and hash: the verifier still accepts them and the prover still makes the same bytes. Whoever changes protocol or format
/// on purpose raises <see cref="Protocol.Version"/> and runs these tests with ROLLUP_WRITE_PROOF_FIXTURES=1, which writes the files of the new version.
/// </summary>
public sealed class ProofFixtureTests
{
    private static readonly StarkParameters Parameters = new("fixture", 1, 5, 3, 4, 10, new(1, 2, 3, 4, 2, 5));

    [Fact]
    public void The_frozen_proof_with_poseidon2_trees_is_still_made_and_accepted()
        => ShouldBeFrozen<Poseidon2Suite>(Parameters, "16a797005dce090b0220a1da10327b9b5edcb16949cd637c5766945c7789c075");

    [Fact]
    public void The_frozen_proof_with_keccak_trees_is_still_made_and_accepted()
        => ShouldBeFrozen<KeccakSuite>(Parameters with { LogCap = 2 }, "c278f75515aa3e09e9734c13a0327c1aa69eb874cda8e4874f5770bedab4aa23");

    private static void ShouldBeFrozen<THash>(StarkParameters parameters, string keyDigest)
        where THash : struct, IHashSuite<THash>
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5, 5, 63, 0, 12], 7);
        ProvingKey<THash> key = ProvingKey<THash>.Create(parameters, [new SumOfSquaresAir(), new SquareTableAir(7)], [new(5, 7), new(4, 7)]);
        byte[] digest = new byte[Digest.Bytes];
        THash.Write(key.Verifying.Digest, digest);
        Convert.ToHexStringLower(digest).ShouldBe(keyDigest);

        byte[] made = ProofCodec.Encode(key.Verifying, Prover.Prove(key, [sums, table], [sum]));
        string path = PathOf($"squares-{THash.Kind}-v{Protocol.Version}.bin".ToLowerInvariant());
        if (Environment.GetEnvironmentVariable("ROLLUP_WRITE_PROOF_FIXTURES") == "1")
            File.WriteAllBytes(path, made);
        byte[] frozen = File.ReadAllBytes(path);
        Verifier.Verify(key.Verifying, [sum], frozen).ShouldBe(VerificationResult.Valid);
        made.ShouldBe(frozen);
    }

    private static string PathOf(string name, [CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "vectors", "proofs", name);
}
