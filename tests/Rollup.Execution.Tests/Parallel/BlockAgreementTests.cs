using System.Globalization;
using Rollup.Execution.Blocks;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>
/// The executors agree with an obvious one about every receipt, log, final value, and entry looked at, whatever the schedule. The environment variable
/// <c>EXECUTOR_SEEDS</c> sets the blocks per case, for long runs.
/// </summary>
public sealed class BlockAgreementTests
{
    private static readonly int Seeds =
        int.TryParse(Environment.GetEnvironmentVariable("EXECUTOR_SEEDS"), CultureInfo.InvariantCulture, out int seeds) ? seeds : 100;

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
        using var parallel = new ParallelExecutor<RollupOsaka, SoftwareHost, NoPerturbation>(default, codes, threads, default);
        Compare(parallel, threads, Seeds, maxTransactions: 80);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public void Perturbed_schedules_yield_what_one_after_the_other_yields(int threads)
    {
        using var codes = new CodeCache(1 << 20);
        using var parallel = new ParallelExecutor<RollupOsaka, SoftwareHost, SeededPerturbation>(
            default, codes, threads, new SeededPerturbation(new SeededPerturbation.Source(threads)));
        Compare(parallel, 100 + threads, 2 * Seeds, maxTransactions: 80);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Large_blocks_under_stress_yield_what_one_after_the_other_yields(int threads)
    {
        using var codes = new CodeCache(1 << 20);
        using var parallel = new ParallelExecutor<RollupOsaka, SoftwareHost, SeededPerturbation>(
            default, codes, threads, new SeededPerturbation(new SeededPerturbation.Source(threads)));
        Compare(parallel, 200 + threads, Seeds / 10, maxTransactions: 2_000);
    }

    [Fact]
    public void The_sequential_executor_yields_what_the_obvious_one_yields()
    {
        using var codes = new CodeCache(1 << 20);
        using var sequential = new SequentialExecutor<RollupOsaka, SoftwareHost>(default, codes);
        using var reference = new ReferenceExecutor();
        for (int seed = 0; seed < 5 * Seeds; seed++)
        {
            var generated = new GeneratedBlock(seed);
            sequential.Execute(generated.State, generated.Block, generated.Transactions, generated.Room)
                .ShouldAgreeWith(reference.Execute(generated), $"seed {seed}");
        }
    }

    [Fact]
    public void A_block_executed_in_parts_is_the_same_block()
    {
        using var codes = new CodeCache(1 << 20);
        using var parallel = new ParallelExecutor<RollupOsaka, SoftwareHost, NoPerturbation>(default, codes, 3, default);
        using var reference = new ReferenceExecutor();
        for (int seed = 0; seed < Seeds; seed++)
        {
            var generated = new GeneratedBlock(seed);
            BlockResult whole = reference.Execute(generated);
            BlockRoom room = generated.Room;
            int taken = 0;
            foreach (BlockTransaction[] part in generated.Transactions.Chunk(13))
            {
                BlockResult result = parallel.Execute(generated.State, generated.Block, part, room);
                foreach (ExecutedTransaction transaction in result.Transactions)
                    BlockResultAssertions.Describe(transaction).ShouldBe(BlockResultAssertions.Describe(whole.Transactions[taken++]), $"seed {seed}");
                generated.State.Apply(result.Changes);
                ulong provingCost = result.Transactions.Where(t => t.IsIncluded).Aggregate(0UL, (sum, t) => sum + t.Result.ProvingCost);
                room = new BlockRoom(room.Gas - result.GasUsed, room.DataBytes - result.DataBytes, room.ProvingCost - provingCost);
                if (result.Transactions.Count < part.Length)
                    break;
            }

            taken.ShouldBe(whole.Transactions.Count, $"seed {seed}");
        }
    }

    [Fact]
    public void The_generated_blocks_contain_what_they_are_meant_to_test()
    {
        using var reference = new ReferenceExecutor();
        var results = Enumerable.Range(0, 300).Select(seed => new GeneratedBlock(seed))
            .Select(generated => (generated, result: reference.Execute(generated))).ToList();
        var executed = results.SelectMany(pair => pair.result.Transactions).ToList();
        var items = results.SelectMany(pair => pair.result.Transactions.Where((_, i) => pair.generated.Items[i] is not null)).ToList();

        executed.Count(transaction => transaction.IsIncluded).ShouldBeGreaterThan(executed.Count / 2);
        executed.Count(transaction => transaction.IsIncluded && !transaction.Result.Succeeded).ShouldBeGreaterThan(100);
        executed.Count(transaction => !transaction.Result.Created.IsZero).ShouldBeGreaterThan(100);
        executed.Count(transaction => !transaction.Logs.IsEmpty).ShouldBeGreaterThan(100);
        executed.Select(transaction => transaction.Result.Reason).Distinct().ShouldBeSubsetOf(Enum.GetValues<InvalidReason>());
        executed.Select(transaction => transaction.Result.Reason).Distinct().Count().ShouldBeGreaterThanOrEqualTo(7);
        items.Count(item => item.Result.Succeeded).ShouldBeGreaterThan(50);
        items.Count(item => !item.Result.Succeeded).ShouldBeGreaterThan(50);
        results.Count(pair => pair.result.Transactions.Count < pair.generated.Transactions.Length).ShouldBeGreaterThan(5);
        results.Count(pair => pair.result.Changes.Codes.Count > 1).ShouldBeGreaterThan(20);
        results.Count(pair => pair.result.Changes.Codes.Any(code => code.Value.Length == Kernel.Evm.Rules.Delegation.Size)).ShouldBeGreaterThan(20);
        results.Count(pair => pair.result.Changes.Slots.Any(slot => slot.Key.Address == Kernel.Protocol.ProtocolConstants.Messenger)).ShouldBeGreaterThan(20);
    }

    private static void Compare<TPerturbation>(
        ParallelExecutor<RollupOsaka, SoftwareHost, TPerturbation> parallel, int series, int seeds, int maxTransactions)
        where TPerturbation : struct, IPerturbation
    {
        using var reference = new ReferenceExecutor();
        for (int seed = series * 1_000_000; seed < (series * 1_000_000) + seeds; seed++)
        {
            var generated = new GeneratedBlock(seed, maxTransactions);
            parallel.Execute(generated.State, generated.Block, generated.Transactions, generated.Room)
                .ShouldAgreeWith(reference.Execute(generated), $"seed {seed}");
        }
    }
}
