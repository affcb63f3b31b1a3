using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Memory;

namespace Rollup.Recursion.Programs;

/// <summary>The preprocessed columns of a program: all that distinguishes it from other circuits.</summary>
internal sealed class PreprocessedColumns
{
    private readonly CircuitProgram _program;
    private readonly int[] _extensionSlots, _digestSlots;
    private readonly bool[] _extensionSeen, _digestSeen;
    private bool _counting = true;

    private PreprocessedColumns(CircuitProgram program, CircuitLayout layout)
    {
        _program = program;
        _extensionSlots = new int[program.Memory.ExtensionAddressCount];
        _digestSlots = new int[program.Memory.DigestAddressCount];
        _extensionSeen = new bool[_extensionSlots.Length];
        _digestSeen = new bool[_digestSlots.Length];
        Tables = layout.CreatePreprocessed(program);
    }

    public PreprocessedTables Tables { get; }

    /// <summary>How often each constant is read, in the order of <see cref="MemoryLayout.Constants"/>.</summary>
    public int[] ConstantUses => [.. _program.Memory.Constants.Select(constant => _extensionSlots[constant.Address])];

    public static PreprocessedColumns Of(CircuitProgram program, CircuitLayout layout)
    {
        PreprocessedColumns columns = new(program, layout);
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
            ref ArithmeticOperationSlots<KoalaBear> slots = ref Tables.Arithmetic(i);
            ArithmeticOperation operation = operations.Arithmetic[i];
            Extension(ref slots.A, operation.A);
            Extension(ref slots.B, operation.B);
            Extension(ref slots.C, operation.C);
            Extension(ref slots.D, operation.D);
        }

        for (int i = 0; i < operations.Compressions.Length; i++)
        {
            CompressionOperation compression = operations.Compressions[i];
            Digest(ref Tables.Node(i), compression.Node);
            Digest(ref Tables.Right(i), compression.Right);
            Extension(ref Tables.IsRight(i), compression.IsRight);
            Digest(ref Tables.CompressionOutput(i), compression.Output);
        }

        int number = 0;
        foreach (SpongeBlock block in operations.Sponges.SelectMany(s => s.Blocks))
        {
            for (int i = 0; i < block.Items.Length; i++)
                Extension(ref Tables.Item(number, i), block.Items[i]);
            Digest(ref Tables.FirstDigest(number), block.FirstDigest);
            Digest(ref Tables.SecondDigest(number), block.SecondDigest);
            Digest(ref Tables.BlockOutput(number), block.Output);
            Extension(ref Tables.Sum(number), block.Sum);
            Extension(ref Tables.Point(number), block.Point);
            number++;
        }
    }

    private void FillFlags()
    {
        int number = 0;
        foreach (SpongeOperation sponge in _program.Operations.Sponges)
        {
            for (int i = 0; i < sponge.Blocks.Count; i++)
            {
                BlockKind kind = sponge.Blocks[i].Kind;
                Tables.SetBlock(number++, new(
                    Flag(i == 0),
                    i == 0 ? KoalaBear.FromCanonical(sponge.Domain) : KoalaBear.Zero,
                    i == 0 ? KoalaBear.FromCanonical((uint)sponge.Length) : KoalaBear.Zero,
                    Flag(i + 1 < sponge.Blocks.Count),
                    Flag(kind == BlockKind.Row),
                    Flag(kind is BlockKind.Extensions or BlockKind.BaseElements),
                    Flag(kind == BlockKind.BaseElements)));
            }
        }
    }

    private void FillConstants()
    {
        for (int i = 0; i < _program.Memory.Constants.Count; i++)
        {
            (int address, Extension value) = _program.Memory.Constants[i];
            Tables.SetConstant(i, address, value);
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
