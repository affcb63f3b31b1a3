using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Batches;

/// <summary>One run of the transition, its output copied from the arena.</summary>
internal sealed record BatchRun(
    BatchResult Result, PublicInput PublicInput, BatchHeader Header, BlockHeader LastBlock, Hash256[] MessageLeaves, byte[] Data)
{
    public static BatchRun Of(byte[] witness, int arenaSize = 6 << 20)
    {
        var host = default(SoftwareHost);
        using var evm = new EvmMemory();
        BatchResult result = BatchTransition.Run(ref host, ref evm.Machine, witness, new byte[arenaSize], out BatchOutput output);
        return new BatchRun(
            result, output.PublicInput, output.Header, output.LastBlock, [.. output.Messages.ToArray().Select(message => message.Leaf)], output.Data.ToArray());
    }
}
