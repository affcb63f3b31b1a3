using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;
using Rollup.Stark.Parameters;
using Rollup.Stark.Tests.Proofs;
using Rollup.Stark.Transcripts;

namespace Rollup.Stark.Tests.Fri;

public sealed class FriTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Folding_combines_the_parts_of_the_polynomial_by_powers_of_the_challenge(int logFolding)
    {
        // G(y) = Σⱼ yʲ·Gⱼ(y^(2^k)) folds to Σⱼ βʲ·Gⱼ.
        int folding = 1 << logFolding, length = 32;
        Extension[] coefficients = [.. Enumerable.Range(1, length).Select(i => Element((uint)i))];
        Extension beta = Element(1000);
        const int LogSize = 6;
        for (int index = 0; index < (1 << LogSize) / folding; index++)
        {
            Extension[] values = [.. Enumerable.Range(0, folding).Select(t => Evaluate(coefficients, Domain.Point(LogSize, index + (t << (LogSize - logFolding)))))];
            KoalaBear y = Domain.Point(LogSize, index);
            Extension expected = default;
            for (int j = 0; j < folding; j++)
                expected += beta.Pow((ulong)j) * Evaluate([.. coefficients.Where((_, i) => i % folding == j)], y.Pow((ulong)folding));
            FriFolding.Fold(values.AsSpan(), new Scalar(y.Inverse()), beta).ShouldBe(expected);
        }
    }

    [Fact]
    public void The_schedule_stops_at_every_height_and_at_the_final_length()
    {
        FriSchedule schedule = new(TestParameters.Fast(logFolding: 4, logFinalLength: 5), [12, 7, 12, 6]);
        schedule.Heights.ShouldBe([12, 7, 6]);
        schedule.Rounds.ShouldBe([new(12, 4, false), new(8, 1, true), new(7, 1, true), new(6, 1, false)]);
        schedule.FinalLogLength.ShouldBe(5);
    }

    [Fact]
    public void The_final_length_is_no_longer_than_the_smallest_table()
    {
        FriSchedule schedule = new(TestParameters.Fast(logFolding: 3, logFinalLength: 8), [9, 4]);
        schedule.FinalLogLength.ShouldBe(4);
        schedule.Rounds.ShouldBe([new(9, 3, false), new(6, 2, true)]);
        new FriSchedule(TestParameters.Fast(logFinalLength: 8), [6]).Rounds.ShouldBeEmpty();
    }

    [Fact]
    public void Every_round_has_to_go_on_with_what_the_one_before_folded_to()
    {
        // A word far from the code until some round, and zero, which is of low degree, from there on.
        StarkParameters parameters = TestParameters.Fast(logBlowup: 1, logFolding: 1, logFinalLength: 4);
        FriSchedule schedule = new(parameters, [7]);
        int[] queries = [0, 3, 77, 130, 201, 255];
        const int LogSize = 8;
        Extension[] word = [.. Enumerable.Range(0, 1 << LogSize).Select(i => Element((uint)(i + 1) * 0x1234_5671u))];
        (MerkleOpening[] far, Extension[] farEnd, Extension[] betas) = Commit(word);
        (MerkleOpening[] zero, Extension[] zeroEnd, _) = Commit(new Extension[word.Length]);

        Accepts(_ => Extension.Zero, zero, zeroEnd).ShouldBeTrue();
        Accepts(index => word[index], far, farEnd).ShouldBeFalse();
        for (int round = 0; round <= schedule.Rounds.Count; round++)
            Accepts(index => word[index], [.. far[..round], .. zero[round..]], zeroEnd).ShouldBeFalse($"zero from round {round} on");

        bool Accepts(Func<int, Extension> batched, MerkleOpening[] openings, Extension[] end)
            => FriVerifier.Verify(schedule, parameters.LogBlowup, queries, (_, index) => batched(index), betas, new Extension[betas.Length], openings, end);

        (MerkleOpening[] Openings, Extension[] End, Extension[] Betas) Commit(Extension[] values)
        {
            using BufferPool pool = new();
            PackedMatrix<Scalar> codeword = new(pool, 5, values.Length);
            for (int index = 0; index < values.Length; index++)
                PackedRows.Write(codeword.PackedRow(Domain.Position(index, LogSize, parameters.LogBlowup)), values[index]);
            FriCommitments<KeccakSuite, Scalar> fri = FriProver<KeccakSuite, Scalar>.Commit(
                schedule, parameters, new Dictionary<int, PackedMatrix<Scalar>> { [7] = codeword }, new(), pool, Workers.All);
            Transcript<KeccakSuite> replay = new();
            Extension[] challenges = [.. fri.Trees.Select(tree =>
            {
                replay.Absorb(tree.Root);
                return replay.SampleExtension();
            })];
            return ([.. fri.Trees.Select(tree => tree.Open(queries))], fri.FinalPolynomial, challenges);
        }
    }

    private static Extension Element(uint seed)
        => new(new(KoalaBear.FromCanonical(seed * 0x9e37_79b9u)), new(KoalaBear.FromCanonical(seed * 77)), new(KoalaBear.One), default, new(KoalaBear.FromCanonical(seed)));

    private static Extension Evaluate(Extension[] coefficients, KoalaBear point)
    {
        Extension result = default;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            result = (result * new Scalar(point)) + coefficients[i];
        return result;
    }
}
