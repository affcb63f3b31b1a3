using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Protocol;
using Rollup.Storage;

namespace Rollup.Sequencer.Tests;

/// <summary>Runs the kernel on what is stored of a batch.</summary>
internal static class BatchChecks
{
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
            parent = batch;
        }
    }

    private static void Check(TestChain chain, BatchRow parent, BatchRow batch, ReadOnlyMemory<byte> witness, ReadOnlyMemory<byte> data)
    {
        var host = new NativeHost(null);
        using var evm = new EvmMemory();
        byte[] arena = GC.AllocateArray<byte>(64 << 20, pinned: true);
        BatchTransition.Run(ref host, ref evm.Machine, witness.Span, arena, out BatchOutput output).IsSuccess.ShouldBeTrue();
        output.Digest.ShouldBe(PublicInput.Digest(ref host, chain.Config.L1ChainId, chain.Config.Rollup, parent.Hash, batch.Hash));
        output.Data.SequenceEqual(data.Span).ShouldBeTrue();
        BatchHeader.TryDecode(batch.Header.Span, out BatchHeader header).ShouldBeTrue();
        header.Hash(ref host).ShouldBe(batch.Hash);
        header.ParentHash.ShouldBe(parent.Hash);
        header.DataHash.ShouldBe(DataHash.OfCalldata(ref host, data.Span));
    }
}
