using Rollup.Guest.Platform;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;

namespace Rollup.Guest;

/// <summary>The program that is proven: the kernel's transition of one batch, from the machine's input to the words that L1 checks.</summary>
public static unsafe class BatchProgram
{
    /// <summary>Where the machine begins after its start-up code. Returning is success.</summary>
    public static void Run()
    {
        ulong length = *(ulong*)MemoryMap.Input;
        // The input is the prover's free choice, so its length may be anything.
        if (length > MemoryMap.MaxWitnessSize)
        {
            GuestRun.Fail(FailureCode.Of(BatchFailure.MalformedWitness));
            return;
        }

        var host = default(GuestHost);
        var machine = new EvmMachine((byte*)MemoryMap.EvmBuffer, (nuint)MemoryMap.EvmBufferSize);
        var witness = new ReadOnlySpan<byte>((byte*)MemoryMap.Input + (2 * sizeof(ulong)), (int)length);
        var arena = new Span<byte>((byte*)MemoryMap.Arena, (int)MemoryMap.ArenaSize);
        BatchResult result = BatchTransition.Run(ref host, ref machine, witness, arena, out BatchOutput output);
        if (!result.IsSuccess)
        {
            GuestRun.Fail(FailureCode.Of(in result));
            return;
        }

        var words = new Span<byte>((byte*)MemoryMap.Output + sizeof(ulong), PublicInput.Size);
        output.PublicInput.WriteTo(words);
        *(ulong*)MemoryMap.Output = MemoryMap.Finished;
    }
}
