using Rollup.Kernel.Batches;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Tests.Batches;
using Rollup.Kernel.Tests.Protocol;
using Xunit.Abstractions;

namespace Rollup.Kernel.Tests.Contracts;

/// <summary>
/// Batches of random contracts: what sequencing records as touched is a sufficient witness, with which the kernel arrives at the same blocks and state, and
/// what transactions were measured to put on L1 bounds what the batch does.
/// </summary>
public class ContractTrafficTests(ITestOutputHelper output)
{
    private const int Blocks = 3;

    /// <summary>The most bytes of a batch's data besides what its transactions cause: head, counts, hashes of the blocks before the last one.</summary>
    private const int HeadBytes = 512 + ((Blocks - 1) * 32);

    [Fact]
    public void What_sequencing_records_is_a_sufficient_witness_and_bounds_the_data()
    {
        Dictionary<string, int> outcomes = [];
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            ChainConfig config = TestValues.DevConfigOf(random.Next(3) == 0 ? 2800UL : random.Next(2) == 0 ? 4000UL : 120_000);
            var traffic = new ContractTraffic(seed, config);
            ulong[] heights = [0, 1, 254, 255, 256, 300];
            using var chain = new ContractChain(config, heights[random.Next(heights.Length)]);
            traffic.Fund(chain);
            chain.Begin();
            for (int batch = 0; batch < 2; batch++)
            {
                for (int block = 0; block < Blocks; block++)
                {
                    chain.AddBlock(
                        chain.LastBlock.Timestamp + 1,
                        WhileRoom(random.Next(3)).Select(_ => traffic.NextItem()),
                        WhileRoom(random.Next(6)).Select(_ => (SignedTransactionMaker)traffic.NextTransaction));
                }

                ulong dataBytes = chain.DataBytes;
                BatchRun run = BatchRun.Of(chain.Witness(chain.ByOverlay), 16 << 20);
                run.Result.Failure.ShouldBe(BatchFailure.None, $"seed {seed}, batch {batch}: block {run.Result.Block}, transaction {run.Result.Transaction}, {run.Result.StateFailure} {run.Result.InvalidReason}");
                BatchRun.Of(chain.Witness(chain.ByExecutor), 16 << 20).PublicInput.ShouldBe(run.PublicInput, $"seed {seed}, batch {batch}");
                chain.Seal(run.Header);
                run.Header.StateRoot.ShouldBe(chain.Tree.Root.ToHash256(), $"seed {seed}, batch {batch}");
                run.LastBlock.ShouldBe(chain.LastBlock);
                ((ulong)run.Data.Length).ShouldBeLessThanOrEqualTo(HeadBytes + dataBytes, $"seed {seed}, batch {batch}");
            }

            foreach ((string outcome, int count) in chain.Outcomes)
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + count;

            IEnumerable<int> WhileRoom(int count) => Enumerable.Range(0, count).TakeWhile(_ =>
                HeadBytes + chain.DataBytes + config.MaxTransactionDataBytes <= config.MaxDataBytes);
        }

        foreach ((string outcome, int count) in outcomes)
            output.WriteLine($"{outcome}: {count}");
        foreach (string expected in new[] { "type 0", "type 1", "type 2", "type 4", "type 126" })
        {
            outcomes.ShouldContainKey($"{expected} succeeded");
            outcomes.ShouldContainKey($"{expected} failed");
        }
    }
}
