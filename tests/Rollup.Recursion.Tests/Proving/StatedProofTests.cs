using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Recursion.Statements;

namespace Rollup.Recursion.Tests.Proving;

public sealed class StatedProofTests
{
    [Fact]
    public void Proofs_of_every_circuit_survive_their_serialisation()
    {
        foreach ((int circuit, int values) in (ReadOnlySpan<(int, int)>)[(0, InnerStatement.Count), (AllowedKeys.Chain, InnerStatement.Count), (StatedProof.Shrink, ShrunkStatement<KoalaBear>.Length)])
        {
            StatedProof proof = new(circuit, [.. Enumerable.Range(1, values).Select(i => KoalaBear.FromCanonical((uint)i * 0x1234_567))], [1, 2, 3]);
            StatedProof decoded = StatedProof.Decode(proof.Encode()).ShouldNotBeNull();
            decoded.Circuit.ShouldBe(circuit);
            decoded.PublicValues.ShouldBe(proof.PublicValues);
            decoded.Proof.ShouldBe(proof.Proof);
        }
    }

    [Fact]
    public void Bytes_that_are_no_stated_proof_are_refused()
    {
        byte[] valid = new StatedProof(3, new KoalaBear[InnerStatement.Count], []).Encode();
        StatedProof.Decode(valid).ShouldNotBeNull();
        StatedProof.Decode(valid.AsSpan()[..^1]).ShouldBeNull();
        StatedProof.Decode([]).ShouldBeNull();
        StatedProof.Decode([(byte)(valid[0] ^ 1), .. valid[1..]]).ShouldBeNull();
        StatedProof.Decode([.. valid[..8], StatedProof.Shrink + 1, .. valid[9..]]).ShouldBeNull();
        BinaryPrimitives.WriteUInt32BigEndian(valid.AsSpan(^4), KoalaBear.Modulus);
        StatedProof.Decode(valid).ShouldBeNull();
    }
}
