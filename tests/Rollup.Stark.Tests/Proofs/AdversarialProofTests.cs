using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Tests.Proofs;

/// <summary>Proofs of the two-table lookup example, which have every part a proof can have, changed in every part.</summary>
public sealed class AdversarialProofTests
{
    private static readonly Statement Original = Statement.Create([3, 5, 5, 63, 0, 12], TestParameters.Fast(queries: 6));

    [Fact]
    public void The_unchanged_proof_is_valid() => Original.Verify(Original.Bytes).ShouldBe(VerificationResult.Valid);

    [Fact]
    public void A_flipped_bit_anywhere_is_rejected()
    {
        // A prime stride reaches every region; the header and the end are covered byte by byte.
        Random random = new(3);
        int length = Original.Bytes.Length;
        for (int position = 0; position < length; position += position < 256 || position > length - 64 ? 1 : 53)
        {
            byte[] bytes = [.. Original.Bytes];
            bytes[position] ^= (byte)(1 << random.Next(8));
            Original.Verify(bytes).IsValid.ShouldBeFalse($"byte {position} of {length}");
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_a_proof_with_keccak_trees_is_rejected()
    {
        // Nothing is shared between queries here, and commitments are of several nodes: every byte counts.
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5, 5, 63, 0, 12], 6);
        ProvingKey<KeccakSuite> key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 6) with { LogCap = 2 }, [new SumOfSquaresAir(), new SquareTableAir(6)], [new(4, 6)]);
        byte[] valid = ProofCodec.Encode(key.Verifying, Prover.Prove(key, [sums, table], [sum]));
        Verifier.Verify(key.Verifying, [sum], valid).ShouldBe(VerificationResult.Valid);
        Random random = new(13);
        for (int position = 0; position < valid.Length; position += position < 256 || position > valid.Length - 64 ? 1 : 53)
        {
            byte[] bytes = [.. valid];
            bytes[position] ^= (byte)(1 << random.Next(8));
            Verifier.Verify(key.Verifying, [sum], bytes).IsValid.ShouldBeFalse($"byte {position} of {valid.Length}");
        }
    }

    [Fact]
    public void A_truncated_proof_is_rejected_as_malformed()
    {
        for (int length = 0; length < Original.Bytes.Length; length += 97)
        {
            VerificationError error = Original.Verify(Original.Bytes.AsSpan(0, length)).Error;
            error.ShouldBeOneOf(VerificationError.Malformed, VerificationError.WrongVersion);
        }
    }

    [Fact]
    public void A_proof_with_bytes_after_its_end_is_rejected_as_malformed()
        => Original.Verify([.. Original.Bytes, 0]).Error.ShouldBe(VerificationError.Malformed);

    [Fact]
    public void Random_bytes_are_rejected()
    {
        Random random = new(4);
        for (int repetition = 0; repetition < 300; repetition++)
        {
            byte[] bytes = new byte[random.Next(2000)];
            random.NextBytes(bytes);
            Original.Verify(bytes).IsValid.ShouldBeFalse();
        }
    }

    [Fact]
    public void Random_mutations_are_rejected()
    {
        Random random = new(5);
        for (int repetition = 0; repetition < 150; repetition++)
        {
            List<byte> bytes = [.. Original.Bytes];
            int position = random.Next(bytes.Count);
            int count = Math.Min(random.Next(1, 40), bytes.Count - position);
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveRange(position, count);
                    break;
                case 1:
                    bytes.InsertRange(position, new byte[count]);
                    break;
                case 2:
                    bytes.InsertRange(position, bytes.GetRange(position, count));
                    break;
                default:
                    for (int i = 0; i < count; i++)
                        bytes[position + i] = (byte)random.Next(256);
                    break;
            }

            if (!bytes.SequenceEqual(Original.Bytes))
                Original.Verify([.. bytes]).IsValid.ShouldBeFalse();
        }
    }

    [Fact]
    public void Parts_of_another_proof_are_rejected()
    {
        Statement other = Statement.Create([7, 7, 1, 2, 60, 12], TestParameters.Fast(queries: 6));
        Proof mine = Original.Proof, theirs = other.Proof;
        foreach (Proof spliced in (IEnumerable<Proof>)
            [
                mine with { MainCap = theirs.MainCap }, mine with { LogUpCap = theirs.LogUpCap }, mine with { CumulativeSums = theirs.CumulativeSums },
                mine with { QuotientCap = theirs.QuotientCap }, mine with { Openings = theirs.Openings }, mine with { FoldCaps = theirs.FoldCaps },
                mine with { FinalPolynomial = theirs.FinalPolynomial }, mine with { Queries = theirs.Queries }, mine with { Queries = [.. mine.Queries[..^1], theirs.Queries[0]] }, theirs,
            ])
            Original.Verify(spliced).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void Wrong_public_values_are_rejected()
    {
        Verifier.Verify(Original.Key, [Original.PublicValues[0] + KoalaBear.One], Original.Bytes).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
        Verifier.Verify(Original.Key, [], Original.Bytes).Error.ShouldBe(VerificationError.WrongPublicValueCount);
        Verifier.Verify(Original.Key, [.. Original.PublicValues, KoalaBear.Zero], Original.Bytes).Error.ShouldBe(VerificationError.WrongPublicValueCount);
    }

    [Fact]
    public void A_proof_for_another_key_is_rejected()
    {
        IAir[] airs = [new SumOfSquaresAir(), new SquareTableAir(6)];
        ProofShape[] shapes = [new(4, 6)];
        foreach (StarkParameters parameters in (IEnumerable<StarkParameters>)
            [
                TestParameters.Fast(queries: 7), TestParameters.Fast(queries: 6, logFolding: 3), TestParameters.Fast(logBlowup: 2, queries: 6),
                TestParameters.Fast(queries: 6) with { MaxLogHeight = 13 }, TestParameters.Fast(queries: 6) with { Grinding = GrindingBits.QueriesOnly(1) },
                TestParameters.Fast(queries: 6) with { LogCap = 1 },
            ])
            Verifier.Verify(ProvingKey<Poseidon2Suite>.Create(parameters, airs, shapes).Verifying, Original.PublicValues, Original.Bytes).IsValid.ShouldBeFalse(parameters.ToString());

        Verifier.Verify(ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(queries: 6), [airs[0]], [new(4)]).Verifying, Original.PublicValues, Original.Bytes).IsValid.ShouldBeFalse();
        Verifier.Verify(ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 6), airs, shapes).Verifying, Original.PublicValues, Original.Bytes).Error
            .ShouldBe(VerificationError.WrongVersion);
        Verifier.Verify(ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(queries: 6), [airs[1], airs[0]], [new(6, 4)]).Verifying, Original.PublicValues, Original.Bytes).IsValid
            .ShouldBeFalse("tables in another order");
        Verifier.Verify(ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(queries: 6), airs, [new(4, 6), new(5, 6)]).Verifying, Original.PublicValues, Original.Bytes).IsValid
            .ShouldBeFalse("a further shape");
    }

    [Fact]
    public void A_shape_that_the_key_does_not_have_is_rejected()
    {
        Original.Verify(Original.Proof with { ShapeIndex = 1 }).Error.ShouldBe(VerificationError.UnknownShape);
        Original.Verify(Original.Proof with { ShapeIndex = -1 }).Error.ShouldBe(VerificationError.UnknownShape);
        byte[] bytes = [.. Original.Bytes];
        bytes[2] = 1;
        Original.Verify(bytes).Error.ShouldBe(VerificationError.UnknownShape);
    }

    [Fact]
    public void Non_canonical_field_elements_are_rejected()
    {
        // In the main cap after three header bytes, in a cumulative sum after it, in the first opening after another sum and two caps, in the last sibling.
        const int Sums = 3 + 32;
        foreach (int offset in (ReadOnlySpan<int>)[3, Sums, Sums + (2 * 20) + 64, Original.Bytes.Length - 4])
        {
            byte[] bytes = [.. Original.Bytes];
            uint value = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset));
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset), value + KoalaBear.Modulus);
            Original.Verify(bytes).Error.ShouldBe(VerificationError.Malformed, $"offset {offset}");
        }
    }

    [Fact]
    public void Sums_that_do_not_cancel_are_rejected()
    {
        Extension[] sums = [.. Original.Proof.CumulativeSums];
        sums[0] += Extension.One;
        Original.Verify(Original.Proof with { CumulativeSums = sums }).Error.ShouldBe(VerificationError.BusesDoNotBalance);
        sums[1] -= Extension.One;
        Original.Verify(Original.Proof with { CumulativeSums = sums }).Error.ShouldBe(VerificationError.ConstraintsNotSatisfied);
    }

    [Fact]
    public void Zeroed_openings_are_rejected()
    {
        TableOpenings<Extension>[] zeroed = [.. Original.Proof.Openings.Select(o => new TableOpenings<Extension>(
            new Extension[o.Preprocessed.Length], new Extension[o.Main.Length], new Extension[o.MainNext.Length], new Extension[o.LogUp.Length], new Extension[o.LogUpNext.Length],
            new Extension[o.Quotient.Length]))];
        Original.Verify(Original.Proof with { Openings = zeroed }).IsValid.ShouldBeFalse();
        Original.Verify(Original.Proof with { FinalPolynomial = new Extension[16] }).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void Every_part_of_a_wrong_size_is_named()
    {
        Proof proof = Original.Proof;
        QueryOpening<Scalar, Extension, Digest> query = proof.Queries[0];
        ShouldBe(VerificationError.WrongCommitmentSize, proof with { MainCap = [] }, proof with { LogUpCap = [.. proof.LogUpCap, default] }, proof with { QuotientCap = [] }, proof with { FoldCaps = [[], .. proof.FoldCaps[1..]] });
        ShouldBe(VerificationError.WrongSumCount, proof with { CumulativeSums = [] }, proof with { CumulativeSums = [.. proof.CumulativeSums, default] });
        ShouldBe(VerificationError.WrongOpeningCount, proof with { Openings = proof.Openings[..^1] }, proof with { Openings = [proof.Openings[0] with { Main = [] }, proof.Openings[1]] });
        ShouldBe(VerificationError.WrongRoundCount, proof with { FoldCaps = proof.FoldCaps[1..] });
        ShouldBe(VerificationError.WrongFinalPolynomialLength, proof with { FinalPolynomial = proof.FinalPolynomial[1..] });
        ShouldBe(VerificationError.WrongNonceCount, proof with { Nonces = [default] });
        ShouldBe(VerificationError.WrongQueryCount, proof with { Queries = proof.Queries[1..] });
        ShouldBe(VerificationError.WrongTreeCount, First(query with { Folds = [] }), First(query with { BaseTrees = query.BaseTrees[1..] }), First(query with { ExtensionTrees = [.. query.ExtensionTrees, query.ExtensionTrees[0]] }),
            First(query with { BaseTrees = [query.BaseTrees[0] with { Rows = [] }, query.BaseTrees[1]] }));
        ShouldBe(VerificationError.WrongRowLength, First(query with { BaseTrees = [query.BaseTrees[0] with { Rows = [query.BaseTrees[0].Rows[0][1..]] }, query.BaseTrees[1]] }));
        ShouldBe(VerificationError.WrongPathLength, First(query with { BaseTrees = [query.BaseTrees[0] with { Path = query.BaseTrees[0].Path[1..] }, query.BaseTrees[1]] }));
        ShouldBe(VerificationError.WrongQueryPosition, First(query with { Position = query.Position ^ 1 }));

        Proof First(QueryOpening<Scalar, Extension, Digest> changed) => proof with { Queries = [changed, .. proof.Queries[1..]] };

        void ShouldBe(VerificationError error, params Proof[] wrong)
        {
            foreach (Proof changed in wrong)
                Original.Verify(changed).Error.ShouldBe(error);
        }
    }

    [Fact]
    public void A_row_or_a_sibling_of_any_tree_changed_does_not_match_its_commitment()
    {
        Proof proof = Original.Proof;
        for (int i = 0; i < proof.Queries.Length; i++)
        {
            QueryOpening<Scalar, Extension, Digest> query = proof.Queries[i];
            foreach (QueryOpening<Scalar, Extension, Digest> changed in (IEnumerable<QueryOpening<Scalar, Extension, Digest>>)
                [
                    .. Enumerable.Range(0, query.BaseTrees.Length).SelectMany(tree => Changed(query.BaseTrees, tree, cell => cell + new Scalar(KoalaBear.One))).Select(trees => query with { BaseTrees = trees }),
                    .. Enumerable.Range(0, query.ExtensionTrees.Length).SelectMany(tree => Changed(query.ExtensionTrees, tree, cell => cell + Extension.One)).Select(trees => query with { ExtensionTrees = trees }),
                ])
            {
                Proof wrong = proof with { Queries = [.. proof.Queries[..i], changed, .. proof.Queries[(i + 1)..]] };
                Original.Verify(wrong).Error.ShouldBe(VerificationError.WrongMerkleOpening);
            }

            // The value that a row folds to is compared first: it is wrong if its own cell is changed, and right if only the commitment tells.
            foreach (TreeOpening<Extension, Digest>[] folds in Enumerable.Range(0, query.Folds.Length).SelectMany(tree => Changed(query.Folds, tree, cell => cell + Extension.One)))
            {
                Proof wrong = proof with { Queries = [.. proof.Queries[..i], query with { Folds = folds }, .. proof.Queries[(i + 1)..]] };
                Original.Verify(wrong).Error.ShouldBeOneOf(VerificationError.WrongMerkleOpening, VerificationError.FriRejected);
            }
        }

        static IEnumerable<TreeOpening<TCell, Digest>[]> Changed<TCell>(TreeOpening<TCell, Digest>[] trees, int tree, Func<TCell, TCell> change)
        {
            TreeOpening<TCell, Digest> opening = trees[tree];
            for (int matrix = 0; matrix < opening.Rows.Length; matrix++)
            {
                TCell[][] rows = [.. opening.Rows];
                rows[matrix] = [change(rows[matrix][0]), .. rows[matrix][1..]];
                yield return [.. trees[..tree], opening with { Rows = rows }, .. trees[(tree + 1)..]];
            }

            for (int step = 0; step < opening.Path.Length; step++)
            {
                Digest[] path = [.. opening.Path];
                path[step][3] ^= 1;
                yield return [.. trees[..tree], opening with { Path = path }, .. trees[(tree + 1)..]];
            }
        }
    }

    [Fact]
    public void Nonces_without_the_demanded_work_are_rejected()
    {
        Statement statement = Statement.Create([1, 2, 3], TestParameters.WithWork with { Grinding = new(12, 12, 12, 12, 12, 12) });
        statement.Verify(statement.Bytes).ShouldBe(VerificationResult.Valid);
        Scalar[] nonces = statement.Proof.Nonces;
        nonces.Length.ShouldBe(5 + statement.Proof.FoldCaps.Length);
        for (int i = 0; i < nonces.Length; i++)
        {
            Scalar[] wrong = [.. nonces];
            wrong[i] += new Scalar(KoalaBear.One);
            statement.Verify(statement.Proof with { Nonces = wrong }).Error.ShouldBe(VerificationError.InsufficientWork);
        }
    }

    [Fact]
    public void Queries_that_meet_share_what_is_written()
    {
        // Six queries with their full paths would take more.
        Proof proof = Original.Proof;
        int full = proof.Queries.Sum(q => q.BaseTrees.Sum(t => (4 * t.Rows.Sum(r => r.Length)) + (32 * t.Path.Length)) + q.ExtensionTrees.Concat(q.Folds).Sum(t => (20 * t.Rows.Sum(r => r.Length)) + (32 * t.Path.Length)));
        int messages = 3 + (32 * (3 + proof.FoldCaps.Length)) + (20 * (proof.CumulativeSums.Length + proof.FinalPolynomial.Length + proof.Openings.Sum(o => o.All.Sum(values => values.Length))));
        Original.Bytes.Length.ShouldBeLessThan(messages + full);
        ProofCodec.TryDecode(Original.Key, Original.Bytes, out Proof? decoded).ShouldBe(VerificationResult.Valid);
        ProofCodec.Encode(Original.Key, decoded!).ShouldBe(Original.Bytes);
    }

    [Fact]
    public void A_lookup_that_is_not_in_the_table_is_rejected()
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5], 6);
        KoalaBear wrong = KoalaBear.FromCanonical(26);
        sums[1, 2] = wrong;
        for (int row = 1; row < sums.Height; row++)
            sums[row, 3] += KoalaBear.One;

        Proof proof = Prover.Prove(Original.ProvingKey, [sums, table], [sum + KoalaBear.One]);
        Verifier.Verify(Original.Key, [sum + KoalaBear.One], proof).Error.ShouldBe(VerificationError.BusesDoNotBalance);
    }

    private sealed record Statement(ProvingKey<Poseidon2Suite> ProvingKey, KoalaBear[] PublicValues, Proof Proof, byte[] Bytes)
    {
        public VerifyingKey<Poseidon2Suite> Key => ProvingKey.Verifying;

        public static Statement Create(int[] numbers, StarkParameters parameters)
        {
            (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate(numbers, 6);
            ProvingKey<Poseidon2Suite> key = ProvingKey<Poseidon2Suite>.Create(parameters, [new SumOfSquaresAir(), new SquareTableAir(6)], [new(4, 6)]);
            Proof proof = Prover.Prove(key, [sums, table], [sum]);
            return new(key, [sum], proof, ProofCodec.Encode(key.Verifying, proof));
        }

        public VerificationResult Verify(ReadOnlySpan<byte> bytes) => Verifier.Verify(Key, PublicValues, bytes);

        public VerificationResult Verify(Proof proof) => Verifier.Verify(Key, PublicValues, proof);
    }
}
