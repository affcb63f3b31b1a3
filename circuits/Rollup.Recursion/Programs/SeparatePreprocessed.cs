using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Compression;
using Rollup.Recursion.Chips.Constants;
using Rollup.Recursion.Chips.Sponge;
using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Programs;

/// <summary>The preprocessed columns of <see cref="CircuitShape"/>.</summary>
internal sealed class SeparatePreprocessed(CircuitShape shape) : PreprocessedTables
{
    private readonly Trace _arithmetic = new(shape.OperationsPerRow * ArithmeticAir.OperationPreprocessedWidth, 1 << shape.LogHeight);
    private readonly Trace _compression = new(CompressionAir.PreprocessedCount, 1 << shape.LogHeight);
    private readonly Trace _sponge = new(SpongeAir.PreprocessedCount, 1 << shape.Sponge);
    private readonly Trace _constants = new(ConstantsAir.PreprocessedCount, 1 << shape.Constants);

    public override IReadOnlyList<Trace> Traces => [_arithmetic, _compression, _sponge, _constants];

    public override ref ArithmeticOperationSlots<KoalaBear> Arithmetic(int operation)
    {
        (int row, int place) = int.DivRem(operation, shape.OperationsPerRow);
        return ref ArithmeticAir.Slots(_arithmetic.Row(row), 0, place);
    }

    public override ref MemorySlot<KoalaBear> Node(int compression) => ref Compression(compression).Node;

    public override ref MemorySlot<KoalaBear> Right(int compression) => ref Compression(compression).Right;

    public override ref MemorySlot<KoalaBear> IsRight(int compression) => ref Compression(compression).IsRight;

    public override ref MemorySlot<KoalaBear> CompressionOutput(int compression) => ref Compression(compression).Output;

    public override ref MemorySlot<KoalaBear> Item(int block, int item) => ref Block(block).Items[item];

    public override ref MemorySlot<KoalaBear> FirstDigest(int block) => ref Block(block).FirstDigest;

    public override ref MemorySlot<KoalaBear> SecondDigest(int block) => ref Block(block).SecondDigest;

    public override ref MemorySlot<KoalaBear> BlockOutput(int block) => ref Block(block).Output;

    public override ref MemorySlot<KoalaBear> Sum(int block) => ref Block(block).Sum;

    public override ref MemorySlot<KoalaBear> Point(int block) => ref Block(block).Point;

    public override void SetBlock(int block, BlockFlags flags)
    {
        ref SpongePreprocessed<KoalaBear> row = ref Block(block);
        (row.IsStart, row.Domain, row.Length, row.Continues) = (flags.IsStart, flags.Domain, flags.Length, flags.Continues);
        (row.SumsBase, row.HoldsExtensions, row.HoldsBase) = (flags.SumsBase, flags.HoldsExtensions, flags.HoldsBase);
    }

    public override void SetConstant(int constant, int address, Extension value)
    {
        ref ConstantsPreprocessed<KoalaBear> row = ref _constants.Row(constant).As<ConstantsPreprocessed<KoalaBear>, KoalaBear>();
        row.Address = KoalaBear.FromCanonical((uint)address);
        ExtensionCoordinates.Write(value, row.Value);
        row.IsFirst = constant == 0 ? KoalaBear.One : KoalaBear.Zero;
    }

    private ref CompressionPreprocessed<KoalaBear> Compression(int index) => ref _compression.Row(index).As<CompressionPreprocessed<KoalaBear>, KoalaBear>();

    private ref SpongePreprocessed<KoalaBear> Block(int index) => ref _sponge.Row(index).As<SpongePreprocessed<KoalaBear>, KoalaBear>();
}
