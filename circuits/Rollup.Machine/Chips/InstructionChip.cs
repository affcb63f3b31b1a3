using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Chips;

/// <summary>The table of one kind of instruction, <paramref name="instances"/> of them per row.</summary>
public sealed class InstructionChip<TInstruction>(int instances = 1) : IChip, IAir, IInstructionChip
    where TInstruction : IInstruction
{
    public IAir Air => this;

    public string Name => TInstruction.Kind.ToString();

    public int Width => instances * TInstruction.ColumnNames.Length;

    /// <summary>A segment that executes none of these instructions does without the table.</summary>
    public bool IsOptional => true;

    public string ColumnName(int index)
    {
        string[] names = TInstruction.ColumnNames;
        return instances == 1 ? names[index] : $"[{index / names.Length}].{names[index % names.Length]}";
    }

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        int width = TInstruction.ColumnNames.Length;
        for (int instance = 0; instance < instances; instance++)
            TInstruction.Evaluate(ref builder, builder.Local.Slice(instance * width, width));
    }

    public long RowsFor(SegmentCounts counts) => (counts.Executions(TInstruction.Kind) + instances - 1) / instances;

    public uint? PcOf(SegmentEvents events, int row)
        => events.Instructions(TInstruction.Kind) is var all && row * instances < all.Length ? all[row * instances].Instruction.Pc : null;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        ReadOnlySpan<InstructionEvent> all = events.Instructions(TInstruction.Kind);
        int width = TInstruction.ColumnNames.Length, end = Math.Min(to * instances, all.Length);
        for (int i = from * instances; i < end; i++)
            TInstruction.Fill(trace.Row(i / instances).Slice(i % instances * width, width), in all[i], lookups);
    }
}
