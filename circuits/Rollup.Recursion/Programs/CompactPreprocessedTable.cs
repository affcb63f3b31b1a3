using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Compact;
using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Programs;

/// <summary>The preprocessed columns of <see cref="CompactShape"/>: compressions stand in the first rows, then blocks.</summary>
internal sealed class CompactPreprocessedTable : PreprocessedTables
{
    private readonly CompactShape _shape;
    private readonly Trace _trace;
    private readonly int _firstBlockRow;

    public CompactPreprocessedTable(CompactShape shape, CircuitProgram program)
    {
        _shape = shape;
        _trace = new(CompactAir.FixedPreprocessedWidth + (shape.OperationsPerRow * ArithmeticAir.OperationPreprocessedWidth), 1 << shape.LogHeight);
        _firstBlockRow = program.Operations.Compressions.Length;
        for (int i = 0; i < _firstBlockRow; i++)
            Row(i).IsCompression = KoalaBear.One;
    }

    public override IReadOnlyList<Trace> Traces => [_trace];

    public override ref ArithmeticOperationSlots<KoalaBear> Arithmetic(int operation)
    {
        (int row, int place) = int.DivRem(operation, _shape.OperationsPerRow);
        return ref ArithmeticAir.Slots(_trace.Row(row), CompactAir.FixedPreprocessedWidth, place);
    }

    public override ref MemorySlot<KoalaBear> Node(int compression) => ref Row(compression).FirstDigest;

    public override ref MemorySlot<KoalaBear> Right(int compression) => ref Row(compression).SecondDigest;

    public override ref MemorySlot<KoalaBear> IsRight(int compression) => ref Row(compression).ItemOrBit;

    public override ref MemorySlot<KoalaBear> CompressionOutput(int compression) => ref Row(compression).Output;

    public override ref MemorySlot<KoalaBear> Item(int block, int item)
    {
        ref CompactPreprocessed<KoalaBear> row = ref First(block);
        if (item == 0)
            return ref row.ItemOrSum;
        if (item == 1)
            return ref row.ItemOrPoint;
        return ref row.ItemOrBit;
    }

    public override ref MemorySlot<KoalaBear> FirstDigest(int block) => ref First(block).FirstDigest;

    public override ref MemorySlot<KoalaBear> SecondDigest(int block) => ref First(block).SecondDigest;

    public override ref MemorySlot<KoalaBear> BlockOutput(int block) => ref Second(block).Output;

    public override ref MemorySlot<KoalaBear> Sum(int block) => ref Second(block).ItemOrSum;

    public override ref MemorySlot<KoalaBear> Point(int block) => ref Second(block).ItemOrPoint;

    public override void SetBlock(int block, BlockFlags flags)
    {
        ref CompactPreprocessed<KoalaBear> first = ref First(block), second = ref Second(block);
        first.IsFirst = second.IsSecond = KoalaBear.One;
        (first.IsStart, first.Domain, first.Length, second.Continues) = (flags.IsStart, flags.Domain, flags.Length, flags.Continues);
        (first.SumsBase, first.HoldsExtensions, first.HoldsBase) = (flags.SumsBase, flags.HoldsExtensions, flags.HoldsBase);
    }

    public override void SetConstant(int constant, int address, Extension value)
    {
        ref CompactPreprocessed<KoalaBear> row = ref Row(constant);
        row.ConstantAddress = KoalaBear.FromCanonical((uint)address);
        ExtensionCoordinates.Write(value, row.Constant);
        row.SendsPublicValues = constant == 0 ? KoalaBear.One : KoalaBear.Zero;
    }

    private ref CompactPreprocessed<KoalaBear> First(int block) => ref Row(_firstBlockRow + (2 * block));

    private ref CompactPreprocessed<KoalaBear> Second(int block) => ref Row(_firstBlockRow + (2 * block) + 1);

    private ref CompactPreprocessed<KoalaBear> Row(int index) => ref _trace.Row(index)[..CompactAir.FixedPreprocessedWidth].As<CompactPreprocessed<KoalaBear>, KoalaBear>();
}
