using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Memory;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Programs;

/// <summary>Where a layout has the preprocessed cells of every operation. Operations, compressions, blocks and constants are numbered in the order of the program.</summary>
internal abstract class PreprocessedTables
{
    /// <summary>In the order of the tables.</summary>
    public abstract IReadOnlyList<Trace> Traces { get; }

    public abstract ref ArithmeticOperationSlots<KoalaBear> Arithmetic(int operation);

    public abstract ref MemorySlot<KoalaBear> Node(int compression);

    public abstract ref MemorySlot<KoalaBear> Right(int compression);

    public abstract ref MemorySlot<KoalaBear> IsRight(int compression);

    public abstract ref MemorySlot<KoalaBear> CompressionOutput(int compression);

    public abstract ref MemorySlot<KoalaBear> Item(int block, int item);

    public abstract ref MemorySlot<KoalaBear> FirstDigest(int block);

    public abstract ref MemorySlot<KoalaBear> SecondDigest(int block);

    public abstract ref MemorySlot<KoalaBear> BlockOutput(int block);

    public abstract ref MemorySlot<KoalaBear> Sum(int block);

    public abstract ref MemorySlot<KoalaBear> Point(int block);

    public abstract void SetBlock(int block, BlockFlags flags);

    public abstract void SetConstant(int constant, int address, Extension value);
}

/// <summary>What a block is, besides its words. <paramref name="Domain"/> and <paramref name="Length"/> are those of a sponge that starts with it.</summary>
internal readonly record struct BlockFlags(KoalaBear IsStart, KoalaBear Domain, KoalaBear Length, KoalaBear Continues, KoalaBear SumsBase, KoalaBear HoldsExtensions, KoalaBear HoldsBase);
