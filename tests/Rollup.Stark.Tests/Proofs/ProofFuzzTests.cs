using Rollup.Kernel.Fields;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Tests.Proofs;

/// <summary>
/// Proofs as objects, put together wrongly at random: parts removed, repeated, exchanged, emptied, changed or taken from another proof. The verifier gives a reason for every one and throws nothing.
/// </summary>
public sealed class ProofFuzzTests
{
    private const int Repetitions = 600;

    private static readonly ProvingKey<KeccakSuite> Key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 6) with { LogCap = 2 }, [new SumOfSquaresAir(), new SquareTableAir(7)], [new(4, 7)]);

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

        reasons.ShouldBeSubsetOf(Enum.GetValues<VerificationError>().Where(e => e != VerificationError.None));
        foreach (VerificationError expected in (ReadOnlySpan<VerificationError>)
            [
                VerificationError.UnknownShape, VerificationError.WrongOpeningCount, VerificationError.WrongRoundCount, VerificationError.WrongRowLength, VerificationError.WrongPathLength,
                VerificationError.WrongMerkleOpening, VerificationError.ConstraintsNotSatisfied, VerificationError.BusesDoNotBalance,
            ])
            reasons.ShouldContain(expected);
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
            proof.ShapeIndex, proof.MainCap.Length, proof.LogUpCap.Length, proof.QuotientCap.Length, proof.CumulativeSums.Length, proof.FoldCaps.Length, proof.FinalPolynomial.Length, proof.Nonces.Length,
            .. proof.FoldCaps.Select(cap => cap.Length), .. proof.Openings.SelectMany(o => o.All).Select(o => o.Length), proof.Queries.Length,
            .. proof.Queries.SelectMany(q => Sizes(q.BaseTrees).Concat(Sizes(q.ExtensionTrees)).Concat(Sizes(q.Folds))),
        ];

        static IEnumerable<int> Sizes<TCell>(TreeOpening<TCell, Digest>[] trees)
            => [trees.Length, .. trees.SelectMany(tree => tree.Rows.Select(row => row.Length).Append(tree.Rows.Length).Append(tree.Path.Length))];
    }

    private static Proof Mutate(Proof proof, Proof other, Random random)
    {
        return random.Next(11) switch
        {
            0 => proof with { ShapeIndex = random.Next(-2, 3) },
            1 => proof with { CumulativeSums = Array(proof.CumulativeSums, other.CumulativeSums, Element) },
            2 => proof with { Openings = Array(proof.Openings, other.Openings, Openings) },
            3 => proof with { FoldCaps = Array(proof.FoldCaps, other.FoldCaps, cap => Array(cap, cap, Node)) },
            4 => proof with { FinalPolynomial = Array(proof.FinalPolynomial, other.FinalPolynomial, Element) },
            5 => proof with { Nonces = [.. proof.Nonces, new(KoalaBear.One)] },
            6 => proof with { MainCap = Array(proof.MainCap, other.MainCap, Node) },
            7 => proof with { LogUpCap = Array(proof.LogUpCap, other.LogUpCap, Node) },
            8 => proof with { QuotientCap = Array(proof.QuotientCap, other.QuotientCap, Node) },
            _ => proof with { Queries = Array(proof.Queries, other.Queries, Query) },
        };

        QueryOpening<Scalar, Extension, Digest> Query(QueryOpening<Scalar, Extension, Digest> query) => random.Next(3) switch
        {
            0 => query with { BaseTrees = Array(query.BaseTrees, query.BaseTrees, tree => Tree(tree, cell => cell + new Scalar(KoalaBear.One))) },
            1 => query with { ExtensionTrees = Array(query.ExtensionTrees, query.ExtensionTrees, tree => Tree(tree, Element)) },
            _ => query with { Folds = Array(query.Folds, query.Folds, tree => Tree(tree, Element)) },
        };

        TreeOpening<TCell, Digest> Tree<TCell>(TreeOpening<TCell, Digest> opening, Func<TCell, TCell> change) => random.Next(2) == 0
            ? opening with { Path = Array(opening.Path, opening.Path, Node) }
            : opening with { Rows = Array(opening.Rows, opening.Rows, row => Array(row, row, change)) };

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

        Digest Node(Digest digest)
        {
            if (random.Next(4) == 0)
                return default;
            digest[random.Next(Digest.Length)] ^= 1u << random.Next(32);
            return digest;
        }

        TableOpenings<Extension> Openings(TableOpenings<Extension> openings)
        {
            Extension[][] all = [.. openings.All.Select(values => values.Length > 0 && random.Next(3) == 0 ? Array(values, values, Element) : values)];
            return new(all[0], all[1], all[2], all[3], all[4], all[5]);
        }
    }
}
