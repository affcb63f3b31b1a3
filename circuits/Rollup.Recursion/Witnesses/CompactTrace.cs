using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Compact;
using Rollup.Recursion.Programs;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Witnesses;

/// <summary>The main columns of <see cref="CompactShape"/>, arranged as <see cref="CompactPreprocessedTable"/>.</summary>
internal sealed class CompactTrace(CompactShape shape, CircuitProgram program) : CircuitTrace
{
    private readonly Trace _trace = new(CompactAir.FixedWidth + (shape.OperationsPerRow * ArithmeticAir.OperationWidth), 1 << shape.LogHeight);
    private readonly int _firstBlockRow = program.Operations.Compressions.Length;

    public override IReadOnlyList<Trace> Traces => [_trace];

    public override ref ArithmeticOperationColumns<KoalaBear> Arithmetic(int operation)
    {
        (int row, int place) = int.DivRem(operation, shape.OperationsPerRow);
        return ref ArithmeticAir.Columns(_trace.Row(row), CompactAir.FixedWidth, place);
    }

    public override ref Poseidon2Columns<KoalaBear> Compression(int compression) => ref Permutation(compression).As<Poseidon2Columns<KoalaBear>, KoalaBear>();

    public override ref KoalaBear IsRight(int compression) => ref Row(compression).IsRight;

    public override ref KoalaBear ConstantUses(int constant) => ref Row(constant).Uses;

    public override void FillBlock(int block, ReadOnlySpan<KoalaBear> input, SpongeSums sums)
    {
        Poseidon2WideColumns<KoalaBear> permutation = default;
        input.CopyTo(permutation.Input);
        Poseidon2WideTrace.FillPermutation(ref permutation);
        ref WideFirstColumns<KoalaBear> first = ref CompactAir.First(Permutation(_firstBlockRow + (2 * block)));
        first.Input = permutation.Input;
        first.Initial = permutation.Initial;
        first.Internal = permutation.Internal;
        ExtensionCoordinates.Write(sums.Before, first.SumBefore);
        ExtensionCoordinates.Write(sums.Partial1, first.Half);
        ref WideSecondColumns<KoalaBear> second = ref Second(block);
        second.Middle = Poseidon2WideTrace.StateAfterInternalRounds(in permutation);
        second.Final = permutation.Final;
        ExtensionCoordinates.Write(sums.B, second.Point);
        ExtensionCoordinates.Write(sums.B2, second.PointSquared);
        ExtensionCoordinates.Write(sums.B4, second.PointFourth);
        ExtensionCoordinates.Write(sums.After, second.SumAfter);
    }

    public override ReadOnlySpan<KoalaBear> Permuted(int block) => ((ReadOnlySpan<KoalaBear>)Second(block).Final)[Poseidon2WideConstraints.OutputOffset..];

    public override Extension SumAfter(int block) => ExtensionCoordinates.Read(Second(block).SumAfter);

    /// <summary>All gates are closed in other rows, so that zeros do.</summary>
    public override void FillPadding()
    {
    }

    private ref WideSecondColumns<KoalaBear> Second(int block) => ref CompactAir.Second(Permutation(_firstBlockRow + (2 * block) + 1));

    private ref CompactColumns<KoalaBear> Row(int index) => ref _trace.Row(index)[..CompactAir.FixedWidth].As<CompactColumns<KoalaBear>, KoalaBear>();

    private Span<KoalaBear> Permutation(int index) => Row(index).Permutation;
}
