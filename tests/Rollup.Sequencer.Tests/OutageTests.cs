using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Pool;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;
using Rollup.Testing;

namespace Rollup.Sequencer.Tests;

/// <summary>After an outage of a day: a queue of overdue items, and users who wait as well.</summary>
public class OutageTests
{
    private const int ItemCount = 500;

    private static readonly TimeSpan Deadline = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(21_000)]
    [InlineData(2_000_000)]
    public async Task Blocks_hold_nothing_else_while_items_are_overdue_and_L1_accepts_every_batch(int itemGas)
    {
        await using TestChain chain = await TestChain.CreateAsync();
        var time = new OffsetTime();
        SequencerOptions options = TestChain.Quick with { MaxBatchTransactions = 50, InclusionDeadline = Deadline };
        await using (RunningSequencer before = await TestChain.LeadingAsync(chain.Start(options, time: time)))
        {
            foreach (SubmissionResult result in await SubmitAsync(before, 0, 30)) _ = await chain.IncludedAsync(result.Hash!.Value);
        }

        ulong lastBefore = (await chain.Blocks.GetHeadAsync(default))!.Number;
        L1Item[] items = Items((ulong)time.GetUtcNow().ToUnixTimeSeconds() + 60, (ulong)itemGas);
        await chain.QueueAsync(items);
        time.Offset = Deadline + TimeSpan.FromHours(2);
        RunningSequencer after = await TestChain.LeadingAsync(chain.Start(options, time: time));
        foreach (SubmissionResult result in await SubmitAsync(after, 30, 1_000)) _ = await chain.IncludedAsync(result.Hash!.Value);
        BlockRow head = (await chain.Blocks.GetHeadAsync(default))!;
        await TestChain.UntilAsync(async () => HeaderOf((await chain.Batches.GetLatestAsync(default))!).QueuePosition == ItemCount, "the batches");

        ulong position = 0;
        for (ulong number = lastBefore + 1; number <= head.Number; number++)
        {
            BlockRow block = (await chain.Blocks.GetAsync(number, default))!;
            if (block.QueuePosition < ItemCount) ((ulong)block.TransactionCount).ShouldBe(block.QueuePosition - position);
            position = block.QueuePosition;
        }

        position.ShouldBe((ulong)ItemCount);
        BatchRow latest = (await chain.Batches.GetLatestAsync(default))!;
        ulong from = 0;
        for (ulong number = 1; number <= latest.Number; number++)
        {
            BatchHeader header = HeaderOf((await chain.Batches.GetAsync(number, default))!);
            IsAccepted(items, from, in header, chain.Config.MaxForcedGas).ShouldBeTrue($"batch {number} takes items {from} to {header.QueuePosition}");
            from = header.QueuePosition;
        }

        await BatchChecks.AllAsync(chain);
    }

    private static BatchHeader HeaderOf(BatchRow batch)
    {
        BatchHeader.TryDecode(batch.Header.Span, out BatchHeader header).ShouldBeTrue();
        return header;
    }

    /// <summary>The rule of RollupChain: an overdue item may be left only if those taken and it exceed the bound.</summary>
    private static bool IsAccepted(L1Item[] items, ulong from, in BatchHeader header, ulong maxForcedGas)
    {
        if (header.QueuePosition == ItemCount || items[header.QueuePosition].L1Timestamp + (ulong)Deadline.TotalSeconds >= header.Timestamp) return true;
        return items[(int)from..((int)header.QueuePosition + 1)].Aggregate(0UL, (sum, item) => sum + item.Content.GasLimit) > maxForcedGas;
    }

    private static L1Item[] Items(ulong timestamp, ulong gas)
    {
        SoftwareHost host = default;
        Hash256 rolling = Hash256.Zero;
        var items = new L1Item[ItemCount];
        for (int i = 0; i < items.Length; i++)
        {
            Address to = Address.FromU256(0x3_000_000 + (ulong)i);
            var content = new QueuedItem((ulong)i, to, to, false, 1, 1, gas, to, [], Hash256.Zero);
            rolling = content.ToQueueItem().RollingHash(ref host, in rolling);
            items[i] = new L1Item(content with { RollingHash = rolling }, 1, timestamp);
        }

        return items;
    }

    private static async Task<IReadOnlyList<SubmissionResult>> SubmitAsync(RunningSequencer sequencer, int from, int count) =>
        await sequencer.Service.SubmitManyAsync(
            [.. Enumerable.Range(from, count).Select(i => (ReadOnlyMemory<byte>)TestChain.Accounts[i % 20].Transfer((ulong)(i / 20), Address.FromU256(0x4_000_000 + (ulong)i), 1))], default);

    /// <summary>The system's clock, from some time on another day.</summary>
    private sealed class OffsetTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
