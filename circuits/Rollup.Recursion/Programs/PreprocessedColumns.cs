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

/// <summary>The preprocessed columns of a program: all that distinguishes it from other circuits.</summary>
internal sealed class PreprocessedColumns
{
    private readonly CircuitProgram _program;
    private readonly int[] _extensionSlots, _digestSlots;
    private readonly bool[] _extensionSeen, _digestSeen;
    private bool _counting = true;

    private PreprocessedColumns(CircuitProgram program, CircuitShape shape)
    {
        if (!shape.Holds(CircuitShape.For(program)))
            throw new InvalidCircuitException($"The program needs {CircuitShape.For(program)} and gets {shape}.");
        _program = program;
        _extensionSlots = new int[program.Memory.ExtensionAddressCount];
        _digestSlots = new int[program.Memory.DigestAddressCount];
        _extensionSeen = new bool[_extensionSlots.Length];
        _digestSeen = new bool[_digestSlots.Length];
        Arithmetic = new(ArithmeticAir.PreprocessedCount, 1 << shape.Arithmetic);
        Compression = new(CompressionAir.PreprocessedCount, 1 << shape.Compression);
        Sponge = new(SpongeAir.PreprocessedCount, 1 << shape.Sponge);
        Constants = new(ConstantsAir.PreprocessedCount, 1 << shape.Constants);
    }

    public Trace Arithmetic { get; }

    public Trace Compression { get; }

    public Trace Sponge { get; }

    public Trace Constants { get; }

    /// <summary>How often each constant is read, in the order of <see cref="MemoryLayout.Constants"/>.</summary>
    public int[] ConstantUses => [.. _program.Memory.Constants.Select(constant => _extensionSlots[constant.Address])];

    public static PreprocessedColumns Of(CircuitProgram program, CircuitShape shape)
    {
        PreprocessedColumns columns = new(program, shape);
        columns.FillSlots();
        columns._counting = false;
        columns.FillSlots();
        columns.FillFlags();
        columns.FillConstants();
        return columns;
    }

    /// <summary>Visits every slot in the same order; the first pass counts, the second one knows the counts.</summary>
    private void FillSlots()
    {
        ProgramOperations operations = _program.Operations;
        for (int i = 0; i < operations.Arithmetic.Length; i++)
        {
            ref ArithmeticPreprocessed<KoalaBear> row = ref Arithmetic.Row(i / ArithmeticAir.OperationsPerRow).As<ArithmeticPreprocessed<KoalaBear>, KoalaBear>();
            ref ArithmeticOperationSlots<KoalaBear> slots = ref row.Operations[i % ArithmeticAir.OperationsPerRow];
            ArithmeticOperation operation = operations.Arithmetic[i];
            Extension(ref slots.A, operation.A);
            Extension(ref slots.B, operation.B);
            Extension(ref slots.C, operation.C);
            Extension(ref slots.D, operation.D);
        }

        for (int i = 0; i < operations.Compressions.Length; i++)
        {
            ref CompressionPreprocessed<KoalaBear> row = ref Compression.Row(i).As<CompressionPreprocessed<KoalaBear>, KoalaBear>();
            CompressionOperation compression = operations.Compressions[i];
            Digest(ref row.Node, compression.Node);
            Digest(ref row.Right, compression.Right);
            Extension(ref row.IsRight, compression.IsRight);
            Digest(ref row.Output, compression.Output);
        }

        int spongeRow = 0;
        foreach (SpongeBlock block in operations.Sponges.SelectMany(s => s.Blocks))
        {
            ref SpongePreprocessed<KoalaBear> row = ref Sponge.Row(spongeRow++).As<SpongePreprocessed<KoalaBear>, KoalaBear>();
            for (int i = 0; i < block.Items.Length; i++)
                Extension(ref row.Items[i], block.Items[i]);
            Digest(ref row.FirstDigest, block.FirstDigest);
            Digest(ref row.SecondDigest, block.SecondDigest);
            Digest(ref row.Output, block.Output);
            Extension(ref row.Sum, block.Sum);
            Extension(ref row.Point, block.Point);
        }
    }

    private void FillFlags()
    {
        int spongeRow = 0;
        foreach (SpongeOperation sponge in _program.Operations.Sponges)
        {
            for (int i = 0; i < sponge.Blocks.Count; i++)
            {
                ref SpongePreprocessed<KoalaBear> row = ref Sponge.Row(spongeRow++).As<SpongePreprocessed<KoalaBear>, KoalaBear>();
                if (i == 0)
                {
                    row.IsStart = KoalaBear.One;
                    row.Domain = KoalaBear.FromCanonical(sponge.Domain);
                    row.Length = KoalaBear.FromCanonical((uint)sponge.Length);
                }

                row.Continues = Flag(i + 1 < sponge.Blocks.Count);
                row.SumsBase = Flag(sponge.Blocks[i].Kind == BlockKind.Row);
                row.HoldsExtensions = Flag(sponge.Blocks[i].Kind is BlockKind.Extensions or BlockKind.BaseElements);
                row.HoldsBase = Flag(sponge.Blocks[i].Kind == BlockKind.BaseElements);
            }
        }
    }

    private void FillConstants()
    {
        for (int i = 0; i < _program.Memory.Constants.Count; i++)
        {
            (int address, Extension value) = _program.Memory.Constants[i];
            ref ConstantsPreprocessed<KoalaBear> row = ref Constants.Row(i).As<ConstantsPreprocessed<KoalaBear>, KoalaBear>();
            row.Address = KoalaBear.FromCanonical((uint)address);
            ExtensionCoordinates.Write(value, row.Value);
            row.IsFirst = Flag(i == 0);
        }
    }

    private void Extension(ref MemorySlot<KoalaBear> slot, int word)
    {
        if (word != Words.None)
            Access(ref slot, _program.Memory.ExtensionAddress(word), _program.Memory.ExternalAddresses, _extensionSlots, _extensionSeen);
    }

    private void Digest(ref MemorySlot<KoalaBear> slot, int word)
    {
        if (word != Words.None)
            Access(ref slot, _program.Memory.DigestAddress(word), externalAddresses: 0, _digestSlots, _digestSeen);
    }

    /// <summary>The multiplicities of <see cref="MemoryBuses"/>.</summary>
    private void Access(ref MemorySlot<KoalaBear> slot, int address, int externalAddresses, int[] slots, bool[] seen)
    {
        if (_counting)
        {
            slots[address]++;
            return;
        }

        bool isFirst = address >= externalAddresses && !seen[address];
        seen[address] = true;
        slot.Address = KoalaBear.FromCanonical((uint)address);
        slot.Multiplicity = isFirst ? KoalaBear.FromCanonical((uint)(slots[address] - 1)) : -KoalaBear.One;
    }

    private static KoalaBear Flag(bool value) => value ? KoalaBear.One : KoalaBear.Zero;
}
