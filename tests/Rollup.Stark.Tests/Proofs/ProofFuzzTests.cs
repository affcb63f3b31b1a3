using Rollup.Kernel.Fields;
using Rollup.Stark.Examples;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Tests.Proofs;

/// <summary>
/// Proofs as objects, put together wrongly at random: parts removed, repeated, exchanged, emptied, changed or taken from another proof. The verifier gives a reason for every one and throws nothing.
/// </summary>
public sealed class ProofFuzzTests
{
    private const int Repetitions = 600;

    private static readonly ProvingKey<KeccakSuite> Key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 6), new SumOfSquaresAir(), new SquareTableAir(7));

    [Fact]
    public void Structural_mutations_are_rejected_with_a_reason()
    {
        (Proof proof, KoalaBear[] publicValues) = Prove([3, 5, 5, 63, 0, 12]);
        (Proof other, _) = Prove([1, 2, 100]);
        Verifier.Verify(Key.Verifying, publicValues, proof).ShouldBe(VerificationResult.Valid);
        Random random = new(11);
        HashSet<VerificationError> reasons = [];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            Proof mutated = Mutate(proof, other, random);
            if (IsSame(mutated, proof))
                continue;
            VerificationResult verdict = Verifier.Verify(Key.Verifying, publicValues, mutated);
            verdict.IsValid.ShouldBeFalse($"repetition {repetition}");
            verdict.Detail.ShouldNotBeNullOrEmpty();
            reasons.Add(verdict.Error);
        }

        reasons.ShouldContain(VerificationError.WrongShape);
        reasons.ShouldContain(VerificationError.WrongMerkleOpening);
        reasons.ShouldContain(VerificationError.ConstraintsNotSatisfied);
        reasons.ShouldContain(VerificationError.HeightNotAllowed);
    }

    private static (Proof Proof, KoalaBear[] PublicValues) Prove(int[] numbers)
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate(numbers, 7);
        return (Prover.Prove(Key, [sums, table], [sum]), [sum]);
    }

    /// <summary>Where lengths agree the bytes do too, or else the proofs differ.</summary>
    private static bool IsSame(Proof left, Proof right)
    {
        // Differences of length alone could cancel in bytes, which know no boundaries.
        return Lengths(left).SequenceEqual(Lengths(right)) && ProofCodec.Encode(Key.Verifying, left).AsSpan().SequenceEqual(ProofCodec.Encode(Key.Verifying, right));

        static IEnumerable<int> Lengths(Proof proof) =>
        [
            proof.LogHeights.Length, proof.CumulativeSums.Length, proof.FriRoots.Length, proof.FinalPolynomial.Length, proof.Nonces.Folding.Length,
            .. proof.Openings.SelectMany(o => o.All).Select(o => o.Length),
            .. proof.TraceOpenings.Concat(proof.FriOpenings).SelectMany(o => o.Rows.SelectMany(rows => rows.Select(row => row.Length).Append(rows.Length)).Append(o.Siblings.Length)),
        ];
    }

    private static Proof Mutate(Proof proof, Proof other, Random random)
    {
        return random.Next(12) switch
        {
            0 => proof with { LogHeights = Array(proof.LogHeights, other.LogHeights, _ => random.Next(-2, 40)) },
            1 => proof with { CumulativeSums = Array(proof.CumulativeSums, other.CumulativeSums, Element) },
            2 => proof with { Openings = Array(proof.Openings, other.Openings, Openings) },
            3 => proof with { FriRoots = Array(proof.FriRoots, other.FriRoots, Root) },
            4 => proof with { FinalPolynomial = Array(proof.FinalPolynomial, other.FinalPolynomial, Element) },
            5 => proof with { Nonces = proof.Nonces with { Folding = Array<uint>(proof.Nonces.Folding, [7, 9], _ => (uint)random.Next()) } },
            6 => proof with { MainRoot = Root(proof.MainRoot) },
            7 => proof with { LogUpRoot = Root(proof.LogUpRoot) },
            8 => proof with { QuotientRoot = Root(proof.QuotientRoot) },
            9 => proof with { FriOpenings = Array(proof.FriOpenings, other.FriOpenings, Merkle) },
            _ => proof with { TraceOpenings = Array(proof.TraceOpenings, other.TraceOpenings, Merkle) },
        };

        // One element removed, repeated, inserted, moved, changed, or taken from the other proof; or all removed.
        T[] Array<T>(T[] values, T[] others, Func<T, T> change)
        {
            List<T> list = [.. values];
            int at = random.Next(list.Count);
            switch (random.Next(list.Count > 1 ? 9 : 6))
            {
                case 0:
                    list.RemoveAt(at);
                    break;
                case 1:
                    list.Insert(random.Next(list.Count + 1), list[at]);
                    break;
                case 2 when others.Length > 0:
                    list[at] = others[random.Next(others.Length)];
                    break;
                case 3:
                    list.Clear();
                    break;
                case 6:
                    (list[at], list[(at + 1) % list.Count]) = (list[(at + 1) % list.Count], list[at]);
                    break;
                default:
                    list[at] = change(list[at]);
                    break;
            }

            return [.. list];
        }

        Extension Element(Extension value) => random.Next(3) switch
        {
            0 => Extension.Zero,
            1 => -value,
            _ => value + Extension.Constant(KoalaBear.FromCanonical((uint)random.Next())),
        };

        Digest Root(Digest digest)
        {
            if (random.Next(4) == 0)
                return default;
            digest[random.Next(Digest.Length)] ^= 1u << random.Next(32);
            return digest;
        }

        TableOpenings Openings(TableOpenings openings)
        {
            Extension[][] all = [.. openings.All.Select(values => values.Length > 0 && random.Next(3) == 0 ? Array(values, values, Element) : values)];
            return new(all[0], all[1], all[2], all[3], all[4], all[5]);
        }

        MerkleOpening Merkle(MerkleOpening opening) => random.Next(2) == 0 && opening.Siblings.Length > 0
            ? opening with { Siblings = Array(opening.Siblings, opening.Siblings, Root) }
            : opening with { Rows = Array(opening.Rows, opening.Rows, rows => Array(rows, rows, row => Array(row, row, cell => cell + KoalaBear.One))) };
    }
}
