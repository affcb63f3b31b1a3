using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Frames;

/// <summary>
/// The EVM's working memory, carved out of one buffer that is used again for every transaction: frames, their stacks, their memories,
/// return data, and the journal's arena. Nothing in it survives a transaction. Only what is used of the buffer is ever written, so
/// most of a large one costs address space only.
/// </summary>
public unsafe struct EvmMachine
{
    /// <summary>
    /// The smallest buffer with which no transaction of at most 2^24 gas (EIP-7825) ends with <see cref="EvmFault.MemoryExhausted"/>: the fixed
    /// regions, and 256 MiB for memories, return data and journal. That gas buys at most 18 MB of memory over nested frames, and a journal of
    /// at most 90 MB, by transient slots: some 550 bytes, growth included, for 110 gas.
    /// </summary>
    public const nuint MinimumBufferSize = FramesSize + StacksSize + (256 << 20);

    private const nuint FramesSize = (EvmLimits.CallDepth + 1) * 512;
    private const nuint StacksSize = (EvmLimits.CallDepth + 1) * InstructionTable.StackLimit * U256.Size;

    internal Journal Journal;
    internal EvmBlock Block;
    internal EvmOrigin Origin;

    /// <summary>The frames, the transaction's own first.</summary>
    internal Frame* Frames;

    /// <summary>Index of the running frame.</summary>
    internal int Depth;

    /// <summary>The cells of proof that the transaction's precompiles have cost so far.</summary>
    internal ulong PrecompileCells;

    /// <summary>The gas that they charged.</summary>
    internal ulong PrecompileGas;

    /// <summary>Whether a precompile was refused for want of cells, which fails the transaction.</summary>
    internal bool IsProvingLimitExceeded;

    internal U256* Stacks;
    internal byte* Memories;
    internal byte* MemoriesEnd;

    /// <summary>What the last call of the running frame returned (EIP-211).</summary>
    internal byte* ReturnData;
    internal int ReturnDataLength;
    internal int ReturnDataCapacity;

    /// <summary>
    /// A machine over <paramref name="size"/> bytes at <paramref name="buffer"/>: aligned to 32, at least <see cref="MinimumBufferSize"/>.
    /// Of what the fixed regions leave, memories get half, the journal three eighths, return data one eighth.
    /// </summary>
    public EvmMachine(byte* buffer, nuint size)
    {
        nuint variable = (size - FramesSize - StacksSize) & ~(nuint)255;
        Frames = (Frame*)buffer;
        Stacks = (U256*)(buffer + FramesSize);
        Memories = buffer + FramesSize + StacksSize;
        MemoriesEnd = Memories + (variable / 2);
        ReturnData = MemoriesEnd;
        ReturnDataCapacity = (int)Math.Min((ulong)variable / 8, int.MaxValue);
        Journal.Arena = new Arena(MemoriesEnd + (variable / 8), variable / 8 * 3);
    }

    /// <summary>
    /// What the places of keys in the journal's indices depend on besides the block, and no result does: a number that nobody who writes
    /// contracts can know keeps them from preparing keys that collide.
    /// </summary>
    public ulong Seed { readonly get; set; }

    /// <summary>What the call or creation of the last transaction returned or reverted with; valid until the next one.</summary>
    public readonly ReadOnlySpan<byte> Output => new(Frames->Output, Frames->OutputLength);

    internal readonly Frame* Current => Frames + Depth;

    /// <summary>Keeps <paramref name="output"/> as the return data; false when there is no room.</summary>
    internal bool TrySetReturnData(ReadOnlySpan<byte> output)
    {
        if (output.Length > ReturnDataCapacity)
        {
            Journal.Fault = EvmFault.MemoryExhausted;
            return false;
        }

        output.CopyTo(new Span<byte>(ReturnData, ReturnDataCapacity));
        ReturnDataLength = output.Length;
        return true;
    }
}
