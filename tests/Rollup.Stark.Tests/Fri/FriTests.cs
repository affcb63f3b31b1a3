using Rollup.Kernel.Fields;
using Rollup.Stark.Examples;
using Rollup.Stark.Fields;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Tests.Forgery;
using Rollup.Stark.Tests.Proofs;

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
        // G(y) = Σⱼ yʲ·Gⱼ(y^(2^k)) folds to 2^k·Σⱼ βʲ·Gⱼ.
        int folding = 1 << logFolding, length = 32;
        Extension[] coefficients = [.. Enumerable.Range(1, length).Select(i => Element((uint)i))];
        Extension beta = Element(1000);
        const int LogSize = 6;
        for (int index = 0; index < (1 << LogSize) / folding; index++)
        {
            Extension[] values = [.. Enumerable.Range(0, folding)
                .Select(t => Evaluate(coefficients, Point(index + (Domain.ReverseBits(t, logFolding) << (LogSize - logFolding)))))];
            KoalaBear y = Point(index);
            Extension expected = default;
            for (int j = 0; j < folding; j++)
                expected += beta.Pow((ulong)j) * Evaluate([.. coefficients.Where((_, i) => i % folding == j)], y.Pow((ulong)folding));
            FriFolding.Fold(values.AsSpan(), new Scalar(y.Inverse()), FriFolding.Squares(beta, logFolding)).ShouldBe(expected * new Scalar(KoalaBear.FromCanonical((uint)folding)));
        }

        static KoalaBear Point(int index) => KoalaBear.TwoAdicGenerator(LogSize).Pow((ulong)index);
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
        // A proof whose codeword is far from the code until some round, and zero, which is of low degree, from there on: only the step between the two can tell.
        StarkParameters parameters = TestParameters.Fast(logBlowup: 1, queries: 8, logFolding: 1, logFinalLength: 4);
        ProvingKey<KeccakSuite> key = ProvingKey<KeccakSuite>.Create(parameters, [new FibonacciAir()], [new(7)]);
        (Trace trace, KoalaBear[] publicValues) = FibonacciAir.Generate(KoalaBear.One, KoalaBear.One, 128);
        for (int round = 0; round <= 3; round++)
        {
            ForgingProver<KeccakSuite> forger = new(key, [trace], publicValues) { OnFolded = (index, codeword) => Clear(index == round, codeword) };
            Verifier.Verify(key.Verifying, publicValues, forger.Prove()).Error.ShouldBe(VerificationError.FriRejected, $"zero from round {round} on");
        }

        static void Clear(bool isRound, PackedMatrix<Scalar> codeword)
        {
            for (int row = 0; isRound && row < codeword.Rows; row++)
                codeword.PackedRow(row).Clear();
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
