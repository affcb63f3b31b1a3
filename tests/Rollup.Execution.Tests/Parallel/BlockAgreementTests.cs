using Rollup.Execution.Parallel;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Host;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>The parallel executor agrees with the sequential one about every receipt, log and final value, whatever the schedule.</summary>
public sealed class BlockAgreementTests
{
    private const int SeedsPerRun = 120;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    public void Any_number_of_threads_yields_what_one_after_the_other_yields(int threads)
    {
        using var codes = new CodeCache(1 << 20);
        using var sequential = new SequentialExecutor<Osaka, SoftwareHost>(default, codes);
        using var parallel = new ParallelExecutor<Osaka, SoftwareHost, NoPerturbation>(default, codes, threads, default);
        for (int seed = threads * 10_000; seed < (threads * 10_000) + SeedsPerRun; seed++)
        {
            var generated = new GeneratedBlock(seed);
            BlockResult expected = sequential.Execute(generated.State, generated.Block, generated.Transactions);
            BlockResult actual = parallel.Execute(generated.State, generated.Block, generated.Transactions);
            actual.ShouldAgreeWith(expected, $"{threads} threads, seed {seed}");
            BlockTransaction[] included = [.. generated.Transactions.Take(expected.Transactions.Count).Where((_, i) => expected.Transactions[i].IsIncluded)];
            actual.ShouldHaveTouchedAllOf(sequential.Execute(generated.State, generated.Block, included), $"{threads} threads, seed {seed}");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public void Perturbed_schedules_yield_what_one_after_the_other_yields(int threads)
    {
        using var codes = new CodeCache(1 << 20);
        using var sequential = new SequentialExecutor<Osaka, SoftwareHost>(default, codes);
        using var parallel = new ParallelExecutor<Osaka, SoftwareHost, SeededPerturbation>(
            default, codes, threads, new SeededPerturbation(new SeededPerturbation.Source(threads)));
        for (int seed = threads * 1_000; seed < (threads * 1_000) + SeedsPerRun; seed++)
        {
            var generated = new GeneratedBlock(seed);
            BlockResult expected = sequential.Execute(generated.State, generated.Block, generated.Transactions);
            for (int repetition = 0; repetition < 2; repetition++)
            {
                BlockResult actual = parallel.Execute(generated.State, generated.Block, generated.Transactions);
                actual.ShouldAgreeWith(expected, $"{threads} threads, seed {seed}, repetition {repetition}");
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Large_blocks_under_stress_yield_what_one_after_the_other_yields(int threads)
    {
        using var codes = new CodeCache(1 << 20);
        using var sequential = new SequentialExecutor<Osaka, SoftwareHost>(default, codes);
        using var parallel = new ParallelExecutor<Osaka, SoftwareHost, SeededPerturbation>(
            default, codes, threads, new SeededPerturbation(new SeededPerturbation.Source(threads)));
        for (int seed = 0; seed < 12; seed++)
        {
            var generated = new GeneratedBlock(seed + (100 * threads), maxTransactions: 2_000);
            BlockResult expected = sequential.Execute(generated.State, generated.Block, generated.Transactions);
            BlockResult actual = parallel.Execute(generated.State, generated.Block, generated.Transactions);
            actual.ShouldAgreeWith(expected, $"{threads} threads, seed {seed}");
        }
    }

    [Fact]
    public void The_generated_blocks_contain_what_they_are_meant_to_test()
    {
        using var codes = new CodeCache(1 << 20);
        using var sequential = new SequentialExecutor<Osaka, SoftwareHost>(default, codes);
        var results = Enumerable.Range(0, 200).Select(seed => new GeneratedBlock(seed))
            .Select(generated => (generated, result: sequential.Execute(generated.State, generated.Block, generated.Transactions))).ToList();
        var executed = results.SelectMany(pair => pair.result.Transactions).ToList();

        executed.Count(transaction => transaction.IsIncluded).ShouldBeGreaterThan(executed.Count / 2);
        executed.Count(transaction => transaction.IsIncluded && !transaction.Result.Succeeded).ShouldBeGreaterThan(100);
        executed.Count(transaction => !transaction.Result.Created.IsZero).ShouldBeGreaterThan(100);
        executed.Count(transaction => !transaction.Logs.IsEmpty).ShouldBeGreaterThan(100);
        executed.Select(transaction => transaction.Result.Reason).Distinct().Count().ShouldBeGreaterThanOrEqualTo(7);
        results.Count(pair => pair.result.Transactions.Count < pair.generated.Transactions.Length).ShouldBeGreaterThan(5);
        results.Count(pair => pair.result.Changes.Codes.Count > 1).ShouldBeGreaterThan(20);
    }
}
