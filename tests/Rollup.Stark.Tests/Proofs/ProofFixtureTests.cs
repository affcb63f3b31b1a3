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
        => ShouldBeFrozen<Poseidon2Suite>(Parameters, "12a406867e072a80216bd47f21b084887c674e7d1163afab34caa72b1ec4402c");

    [Fact]
    public void The_frozen_proof_with_keccak_trees_is_still_made_and_accepted()
        => ShouldBeFrozen<KeccakSuite>(Parameters with { LogCap = 2 }, "eb896bfb07ec81394e8e54638bfeca601c8063045fed7a5c5b2aec733d5e2f15");

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
