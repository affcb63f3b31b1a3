using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Compression;
using Rollup.Recursion.Chips.Constants;
using Rollup.Recursion.Chips.Sponge;
using Rollup.Recursion.Programs;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Witnesses;

/// <summary>The main columns of <see cref="CircuitShape"/>.</summary>
internal sealed class SeparateTrace(CircuitShape shape, CircuitProgram program) : CircuitTrace
{
    private readonly Trace _arithmetic = new(shape.OperationsPerRow * ArithmeticAir.OperationWidth, 1 << shape.LogHeight);
    private readonly Trace _compression = new(CompressionAir.ColumnCount, 1 << shape.LogHeight);
    private readonly Trace _sponge = new(SpongeAir.ColumnCount, 1 << shape.Sponge);
    private readonly Trace _constants = new(ConstantsAir.ColumnCount, 1 << shape.Constants);

    public override IReadOnlyList<Trace> Traces => [_arithmetic, _compression, _sponge, _constants];

    public override ref ArithmeticOperationColumns<KoalaBear> Arithmetic(int operation)
    {
        (int row, int place) = int.DivRem(operation, shape.OperationsPerRow);
        return ref ArithmeticAir.Columns(_arithmetic.Row(row), 0, place);
    }

    public override ref Poseidon2Columns<KoalaBear> Compression(int compression) => ref CompressionRow(compression).Permutation;

    public override ref KoalaBear IsRight(int compression) => ref CompressionRow(compression).IsRight;

    public override ref KoalaBear ConstantUses(int constant) => ref _constants.Row(constant)[0];

    public override void FillBlock(int block, ReadOnlySpan<KoalaBear> input, SpongeSums sums)
    {
        ref SpongeColumns<KoalaBear> row = ref Block(block);
        input.CopyTo(row.Permutation.Input);
        Poseidon2WideTrace.FillPermutation(ref row.Permutation);
        ExtensionCoordinates.Write(sums.B, row.Point);
        ExtensionCoordinates.Write(sums.B2, row.PointSquared);
        ExtensionCoordinates.Write(sums.B3, row.PointCubed);
        ExtensionCoordinates.Write(sums.B4, row.PointFourth);
        ExtensionCoordinates.Write(sums.Before, row.SumBefore);
        ExtensionCoordinates.Write(sums.Partial0, row.Partial0);
        ExtensionCoordinates.Write(sums.Partial1, row.Partial1);
        ExtensionCoordinates.Write(sums.Partial2, row.Partial2);
        ExtensionCoordinates.Write(sums.After, row.SumAfter);
    }

    public override ReadOnlySpan<KoalaBear> Permuted(int block) => ((ReadOnlySpan<KoalaBear>)Block(block).Permutation.Final)[Poseidon2WideConstraints.OutputOffset..];

    public override Extension SumAfter(int block) => ExtensionCoordinates.Read(Block(block).SumAfter);

    /// <summary>Permutations of zeros; rows of the arithmetic table are 0·0 + 0 = 0.</summary>
    public override void FillPadding()
    {
        Poseidon2Columns<KoalaBear> narrow = default;
        Poseidon2Trace.FillPermutation(ref narrow);
        for (int i = program.Operations.Compressions.Length; i < _compression.Height; i++)
            CompressionRow(i).Permutation = narrow;
        Poseidon2WideColumns<KoalaBear> wide = default;
        Poseidon2WideTrace.FillPermutation(ref wide);
        for (int i = program.SpongeRowCount; i < _sponge.Height; i++)
            Block(i).Permutation = wide;
    }

    private ref CompressionColumns<KoalaBear> CompressionRow(int index) => ref _compression.Row(index).As<CompressionColumns<KoalaBear>, KoalaBear>();

    private ref SpongeColumns<KoalaBear> Block(int index) => ref _sponge.Row(index).As<SpongeColumns<KoalaBear>, KoalaBear>();
}
