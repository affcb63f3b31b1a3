using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Batches;
using Rollup.State;
using Rollup.Storage;
using Rollup.Storage.Batches;

namespace Rollup.Sequencer.Tests;

/// <summary>Runs the kernel on what is stored of a batch.</summary>
internal static class BatchChecks
{
    /// <summary>The bytes of a filter without a zero among its bytes.</summary>
    private const int MaxFilter = 1 + (Bloom.Size / 8) + Bloom.Size;

    /// <summary>Checks every sealed batch.</summary>
    public static async Task AllAsync(TestChain chain)
    {
        BatchRow latest = (await chain.Batches.GetLatestAsync(default))!;
        BatchRow parent = (await chain.Batches.GetAsync(0, default))!;
        for (ulong number = 1; number <= latest.Number; number++)
        {
            BatchRow batch = (await chain.Batches.GetAsync(number, default))!;
            Check(chain, parent, batch, (await chain.Batches.GetWitnessAsync(number, default))!.Value, (await chain.Batches.GetDataAsync(number, default))!.Value);
            batch.FirstBlock.ShouldBe(parent.LastBlock + 1);
            await CheckEstimateAsync(chain, parent, batch);
            parent = batch;
        }
    }

    /// <summary>The bound by which batches end is one, and not far off, but for the filter of the last block's logs.</summary>
    private static async Task CheckEstimateAsync(TestChain chain, BatchRow parent, BatchRow batch)
    {
        BatchHeader.TryDecode(parent.Header.Span, out BatchHeader parentHeader).ShouldBeTrue();
        var estimate = new BatchDataEstimate(parentHeader.NextIndex);
        for (ulong block = batch.FirstBlock; block <= batch.LastBlock; block++)
        {
            int messages = (await chain.Blocks.GetMessageLeavesAsync(block, default))!.Value.Length / Hash256.Size;
            await foreach ((_, ReadOnlyMemory<byte> diff) in chain.Blocks.GetStateDiffsAsync(block, default))
            {
                estimate.Add(BlockDiff.Decode(diff.ToArray()), messages);
                break;
            }
        }

        int length = (await chain.Batches.GetDataAsync(batch.Number, default))!.Value.Length;
        estimate.Bytes.ShouldBeInRange(length, (2 * length) + 100 + MaxFilter);
    }

    private static void Check(TestChain chain, BatchRow parent, BatchRow batch, ReadOnlyMemory<byte> witness, ReadOnlyMemory<byte> data)
    {
        var host = new NativeHost(null);
        using var evm = new EvmMemory();
        byte[] arena = GC.AllocateArray<byte>(64 << 20, pinned: true);
        BatchTransition.Run(ref host, ref evm.Machine, witness.Span, arena, out BatchOutput output).IsSuccess.ShouldBeTrue();
        output.PublicInput.ShouldBe(new PublicInput
        {
            L1ChainId = chain.Config.L1ChainId,
            Rollup = chain.Config.Rollup,
            ParentHash = parent.Hash,
            BatchHash = batch.Hash,
        });
        output.Data.SequenceEqual(data.Span).ShouldBeTrue();
        BatchHeader.TryDecode(batch.Header.Span, out BatchHeader header).ShouldBeTrue();
        header.Hash(ref host).ShouldBe(batch.Hash);
        header.ParentHash.ShouldBe(parent.Hash);
        header.DataHash.ShouldBe(DataHash.OfCalldata(ref host, data.Span));
    }
}
