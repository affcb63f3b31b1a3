using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Programs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Witnesses;

/// <summary>Where a layout has the main cells of every operation. Operations, compressions, blocks and constants are numbered in the order of the program.</summary>
internal abstract class CircuitTrace
{
    /// <summary>In the order of the tables.</summary>
    public abstract IReadOnlyList<Trace> Traces { get; }

    public abstract ref ArithmeticOperationColumns<KoalaBear> Arithmetic(int operation);

    public abstract ref Poseidon2Columns<KoalaBear> Compression(int compression);

    public abstract ref KoalaBear IsRight(int compression);

    public abstract ref KoalaBear ConstantUses(int constant);

    /// <summary>Fills the rows of a block, whose state before the permutation is <paramref name="input"/>.</summary>
    public abstract void FillBlock(int block, ReadOnlySpan<KoalaBear> input, SpongeSums sums);

    /// <summary>The state after the permutation of a block that is filled.</summary>
    public abstract ReadOnlySpan<KoalaBear> Permuted(int block);

    /// <summary>The sum after a block that is filled.</summary>
    public abstract Extension SumAfter(int block);

    /// <summary>Gives rows that no operation uses cells that satisfy the constraints.</summary>
    public abstract void FillPadding();
}
