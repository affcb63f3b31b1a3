using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>Moves the numbers of modular calls between their table, which proves that they are bytes, and memory.</summary>
public sealed class OperandChip : IChip, IAir
{
    private const int Words = 4;

    private const int BytesPerWord = 8;

    private static readonly string[] Names = ColumnNames.Of<OperandColumns<byte>>();

    /// <summary>First word and number of words of each operand of a call; results after the others.</summary>
    private static readonly (int Word, bool IsFull, bool IsResult)[]
        MulModOperands = [(0, true, false), (4, true, false), (8, true, false), (0, true, true)],
        RecoverOperands = [(0, true, false), (4, true, false), (8, true, false), (12, false, false), (0, false, true), (1, true, true), (5, true, true)];

    public IAir Air => this;

    public string Name => "ModularOperand";

    public int Width => Unsafe.SizeOf<OperandColumns<byte>>();

    public bool IsOptional => true;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly OperandColumns<T> columns = ref builder.Local.As<OperandColumns<T>, T>();
        ReadOnlySpan<T> bytes = columns.Bytes;
        ReadOnlySpan<WriteColumns<T>> words = columns.Words;
        T one = T.Constant(KoalaBear.One), isRead = one - columns.IsResult, isFull = columns.IsReal * columns.IsFull;
        builder.AssertBool("IsReal is a bit", columns.IsReal);
        builder.AssertBool("IsFull is a bit", columns.IsFull);
        T start = columns.FirstIndex + columns.Address, resultStart = columns.SecondIndex + columns.Address - AirBuilderExtensions.Number<T>(MicroprogramBuilder.ResultAddress);
        builder.AssertZero("the index of the first word", columns.Index - start - (columns.IsResult * (resultStart - start)));
        for (int i = BytesPerWord; i < bytes.Length; i++)
            builder.AssertZero("a number of one word has eight bytes", (one - columns.IsFull) * bytes[i]);

        builder.Receive(
            ModularBuses.Operand, [columns.Time, columns.FirstIndex, columns.SecondIndex, columns.IsResult, columns.IsFull, columns.Address, .. bytes], columns.IsReal, maxMultiplicity: 1);
        T now = InstructionStep.At(columns.Time, InstructionStep.MemoryDelay) + columns.IsResult;
        ColumnArrays.Of4<T> gaps = default;
        for (int word = 0; word < Words; word++)
        {
            WordColumns<T> value = default;
            for (int limb = 0; limb < WordColumns<T>.Limbs; limb++)
            {
                int low = (word * BytesPerWord) + (2 * limb);
                value[limb] = bytes[low] + (bytes[low + 1] * AirBuilderExtensions.Number<T>(1 << 8));
                builder.AssertZero("what is read is the number", isRead * (words[word].Old[limb] - value[limb]));
            }

            gaps[word] = MemoryAccess.Write(ref builder, columns.Index + AirBuilderExtensions.Number<T>((uint)word), now, in words[word], value, word == 0 ? columns.IsReal : isFull);
        }

        MemoryAccess.CheckBytes(ref builder, gaps[0], gaps[1], columns.IsReal);
        MemoryAccess.CheckBytes(ref builder, gaps[2], gaps[3], isFull);
    }

    public long RowsFor(SegmentCounts counts) => (counts.Calls(Precompile.MulMod) * MulModOperands.Length) + (counts.Calls(Precompile.Recover) * RecoverOperands.Length);

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        IReadOnlyList<CallEvent> products = events.Calls(Precompile.MulMod), recoveries = events.Calls(Precompile.Recover);
        int productRows = products.Count * MulModOperands.Length, rows = productRows + (recoveries.Count * RecoverOperands.Length);
        for (int row = from; row < Math.Min(to, rows); row++)
        {
            ref OperandColumns<KoalaBear> columns = ref trace.Row(row).As<OperandColumns<KoalaBear>, KoalaBear>();
            if (row < productRows)
                FillRow(ref columns, products[row / MulModOperands.Length], MulModOperands[row % MulModOperands.Length], lookups);
            else
                FillRow(ref columns, recoveries[(row - productRows) / RecoverOperands.Length], RecoverOperands[(row - productRows) % RecoverOperands.Length], lookups);
        }
    }

    private static void FillRow(ref OperandColumns<KoalaBear> columns, CallEvent call, (int Word, bool IsFull, bool IsResult) operand, LookupCounts lookups)
    {
        columns.IsReal = KoalaBear.One;
        columns.Time = KoalaBear.FromCanonical(call.Time);
        columns.FirstIndex = KoalaBear.FromCanonical(call.FirstIndex);
        columns.SecondIndex = KoalaBear.FromCanonical(call.SecondIndex);
        columns.IsResult = operand.IsResult ? KoalaBear.One : default;
        columns.IsFull = operand.IsFull ? KoalaBear.One : default;
        columns.Address = KoalaBear.FromCanonical((uint)(operand.Word + (operand.IsResult ? MicroprogramBuilder.ResultAddress : 0)));
        columns.Index = KoalaBear.FromCanonical((operand.IsResult ? call.SecondIndex : call.FirstIndex) + (uint)operand.Word);
        uint now = call.Time + (operand.IsResult ? InstructionStep.WriteDelay : InstructionStep.MemoryDelay);
        Span<byte> gaps = stackalloc byte[Words];
        gaps.Clear();
        for (int i = 0; i < (operand.IsFull ? Words : 1); i++)
        {
            WordAccess word = (operand.IsResult ? call.Second : call.First)[operand.Word + i];
            gaps[i] = MemoryAccess.Fill(ref columns.Words[i], word.Old, word.Previous, now, lookups);
            for (int b = 0; b < BytesPerWord; b++)
                columns.Bytes[(i * BytesPerWord) + b] = KoalaBear.FromCanonical((byte)(word.New >> (8 * b)));
        }

        // The second gap is checked in any case.
        if (!operand.IsFull)
            columns.Words[1].Time.Previous = KoalaBear.FromCanonical(now - 1);
        lookups.BytePair(gaps[0], gaps[1]);
        if (operand.IsFull)
            lookups.BytePair(gaps[2], gaps[3]);
    }
}
