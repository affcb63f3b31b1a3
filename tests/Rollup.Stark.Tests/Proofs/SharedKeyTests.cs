using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Tests.Proofs;

/// <summary>A key keeps the commitment to its preprocessed columns: proofs share it.</summary>
public sealed class SharedKeyTests
{
    private const int LogSquares = 6;

    private static readonly IAir[] Airs = [new SumOfSquaresAir(), new SquareTableAir(LogSquares)];

    [Fact]
    public void Proofs_made_one_after_another_or_at_once_with_a_key_are_those_of_a_fresh_key()
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5], LogSquares);
        byte[] expected = Prove<Packed512>(Key());
        ProvingKey<Poseidon2Suite> key = Key();

        Prove<Packed512>(key).ShouldBe(expected);
        Prove<Packed512>(key).ShouldBe(expected);
        Prove<Packed128>(key).ShouldBe(expected);
        byte[][] together = new byte[4][];
        Parallel.For(0, together.Length, i => together[i] = Prove<Packed256>(key));
        together.ShouldAllBe(bytes => bytes.SequenceEqual(expected));

        byte[] Prove<P>(ProvingKey<Poseidon2Suite> key)
            where P : unmanaged, IPackedField<P>
            => ProofCodec.Encode(key.Verifying, Prover.Prove<Poseidon2Suite, P>(key, [sums, table], [sum]));
    }

    private static ProvingKey<Poseidon2Suite> Key() => ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(queries: 2), Airs, [new(4, LogSquares)]);
}
