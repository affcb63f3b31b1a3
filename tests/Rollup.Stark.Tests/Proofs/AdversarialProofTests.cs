using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Examples;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
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
    public void A_truncated_proof_is_rejected_as_malformed()
    {
        for (int length = 0; length < Original.Bytes.Length; length += 97)
        {
            VerificationError error = Original.Verify(Original.Bytes.AsSpan(0, length)).Error;
            error.ShouldBeOneOf(VerificationError.Malformed, VerificationError.WrongVersion, VerificationError.WrongTableCount);
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
                mine with { MainRoot = theirs.MainRoot }, mine with { LogUpRoot = theirs.LogUpRoot }, mine with { CumulativeSums = theirs.CumulativeSums },
                mine with { QuotientRoot = theirs.QuotientRoot }, mine with { Openings = theirs.Openings }, mine with { FriRoots = theirs.FriRoots },
                mine with { FinalPolynomial = theirs.FinalPolynomial }, mine with { TraceOpenings = theirs.TraceOpenings }, mine with { FriOpenings = theirs.FriOpenings }, theirs,
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
        foreach (StarkParameters parameters in (IEnumerable<StarkParameters>)
            [
                TestParameters.Fast(queries: 7), TestParameters.Fast(queries: 6, logFolding: 3), TestParameters.Fast(logBlowup: 2, queries: 6),
                TestParameters.Fast(queries: 6) with { MaxLogHeight = 13 }, TestParameters.Fast(queries: 6) with { Grinding = GrindingBits.QueriesOnly(1) },
            ])
            Verifier.Verify(ProvingKey<Poseidon2Suite>.Create(parameters, airs).Verifying, Original.PublicValues, Original.Bytes).IsValid.ShouldBeFalse(parameters.ToString());

        Verifier.Verify(ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(queries: 6), airs[0]).Verifying, Original.PublicValues, Original.Bytes).Error
            .ShouldBe(VerificationError.WrongTableCount);
        Verifier.Verify(ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 6), airs).Verifying, Original.PublicValues, Original.Bytes).Error
            .ShouldBe(VerificationError.WrongVersion);
        Verifier.Verify(ProvingKey<Poseidon2Suite>.Create(TestParameters.Fast(queries: 6), airs[1], airs[0]).Verifying, Original.PublicValues, Original.Bytes).IsValid
            .ShouldBeFalse("tables in another order");
    }

    [Fact]
    public void Wrong_heights_are_rejected()
    {
        int[] heights = Original.Proof.LogHeights;
        foreach (int[] wrong in (IEnumerable<int[]>)[[3, 6], [heights[0] + 1, 6], [heights[0], 5], [24, 6], [255, 6], [heights[1], heights[0]], [heights[0]], [], [heights[0], 6, 6]])
            Original.Verify(Original.Proof with { LogHeights = wrong }).IsValid.ShouldBeFalse(string.Join(',', wrong));
        Original.Verify(Original.Proof with { LogHeights = [3, 6] }).Error.ShouldBe(VerificationError.HeightNotAllowed);
        Original.Verify(Original.Proof with { LogHeights = [4, 5] }).Error.ShouldBe(VerificationError.HeightNotAllowed);
    }

    [Fact]
    public void Non_canonical_field_elements_are_rejected()
    {
        // In the main root after 2 + 1 + 2 header bytes, in a cumulative sum after two digests, in the first opening after another sum and the quotient root, in the last sibling.
        int sums = 5 + (2 * 32);
        foreach (int offset in (ReadOnlySpan<int>)[5, sums, sums + (2 * 20) + 32, Original.Bytes.Length - 4])
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
        TableOpenings[] zeroed = [.. Original.Proof.Openings.Select(o => new TableOpenings(
            new Extension[o.Preprocessed.Length], new Extension[o.Main.Length], new Extension[o.MainNext.Length], new Extension[o.LogUp.Length], new Extension[o.LogUpNext.Length],
            new Extension[o.Quotient.Length]))];
        Original.Verify(Original.Proof with { Openings = zeroed }).IsValid.ShouldBeFalse();
        Original.Verify(Original.Proof with { FinalPolynomial = new Extension[16] }).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void Missing_and_repeated_rows_and_siblings_are_rejected()
    {
        for (int tree = 0; tree < Original.Proof.TraceOpenings.Length; tree++)
        {
            MerkleOpening opening = Original.Proof.TraceOpenings[tree];
            ShouldReject(opening with { Siblings = opening.Siblings[..^1] });
            ShouldReject(opening with { Siblings = [.. opening.Siblings, opening.Siblings[0]] });
            ShouldReject(opening with { Rows = [.. opening.Rows.Select(rows => rows[..^1])] });
            ShouldReject(opening with { Rows = [.. opening.Rows.Select(rows => rows.Append(rows[0]).ToArray())] });
            ShouldReject(opening with { Rows = [.. opening.Rows.Select(rows => rows.Reverse().ToArray())] });
            ShouldReject(opening with { Rows = [.. opening.Rows.Select(rows => rows.Select(row => row[..^1]).ToArray())] });
            ShouldReject(opening with { Rows = opening.Rows[..^1] });

            void ShouldReject(MerkleOpening wrong)
            {
                MerkleOpening[] openings = [.. Original.Proof.TraceOpenings];
                openings[tree] = wrong;
                Original.Verify(Original.Proof with { TraceOpenings = openings }).Error.ShouldBe(VerificationError.WrongMerkleOpening);
            }
        }
    }

    [Fact]
    public void Nonces_without_the_demanded_work_are_rejected()
    {
        Statement statement = Statement.Create([1, 2, 3], TestParameters.WithWork with { Grinding = new(12, 12, 12, 12, 12, 12) });
        statement.Verify(statement.Bytes).ShouldBe(VerificationResult.Valid);
        ProofNonces nonces = statement.Proof.Nonces;
        foreach (ProofNonces wrong in (IEnumerable<ProofNonces>)
            [
                nonces with { LogUp = nonces.LogUp + 1 }, nonces with { Composition = nonces.Composition + 1 }, nonces with { OutOfDomain = nonces.OutOfDomain + 1 },
                nonces with { Batching = nonces.Batching + 1 }, nonces with { Queries = nonces.Queries + 1 }, nonces with { Queries = nonces.Queries + KoalaBear.Modulus },
                nonces with { Folding = [nonces.Folding[0] + 1, .. nonces.Folding[1..]] },
            ])
            statement.Verify(statement.Proof with { Nonces = wrong }).Error.ShouldBe(VerificationError.InsufficientWork);
        Original.Verify(Original.Proof with { Nonces = Original.Proof.Nonces with { Queries = 1 } }).Error.ShouldBe(VerificationError.InsufficientWork);
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
            ProvingKey<Poseidon2Suite> key = ProvingKey<Poseidon2Suite>.Create(parameters, new SumOfSquaresAir(), new SquareTableAir(6));
            Proof proof = Prover.Prove(key, [sums, table], [sum]);
            return new(key, [sum], proof, ProofCodec.Encode(key.Verifying, proof));
        }

        public VerificationResult Verify(ReadOnlySpan<byte> bytes) => Verifier.Verify(Key, PublicValues, bytes);

        public VerificationResult Verify(Proof proof) => Verifier.Verify(Key, PublicValues, proof);
    }
}
