using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Precompiles.Copy;

/// <summary>Calls that copy 64 bytes, one per row. All words are read before any is written, so ranges may overlap as they like.</summary>
internal sealed class CopyChip : IChip, IAir
{
    private static readonly string[] Names = ColumnNames.Of<CopyColumns<byte>>();

    public IAir Air => this;

    public string Name => "Copy";

    public int Width => Unsafe.SizeOf<CopyColumns<byte>>();

    public bool IsOptional => true;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly CopyColumns<T> columns = ref builder.Local.As<CopyColumns<T>, T>();
        T active = columns.Call.IsReal;
        CallRow.Begin(ref builder, Precompile.Copy, in columns.Call, columns.SourceIndex);
        T readTime = InstructionStep.At(columns.Call.Time, InstructionStep.MemoryDelay), writeTime = InstructionStep.At(columns.Call.Time, InstructionStep.WriteDelay);
        for (int i = 0; i < CopyWords<T>.Count; i++)
        {
            T offset = AirBuilderExtensions.Number<T>((uint)i);
            T readGap = MemoryAccess.Read(ref builder, columns.SourceIndex + offset, readTime, in columns.Words[i].Source, active);
            T writeGap = MemoryAccess.Write(ref builder, columns.Call.Index + offset, writeTime, in columns.Words[i].Destination, columns.Words[i].Source.Value, active);
            MemoryAccess.CheckBytes(ref builder, readGap, writeGap, active);
        }
    }

    public long RowsFor(SegmentCounts counts) => counts.Calls(Precompile.Copy);

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        IReadOnlyList<CallEvent> calls = events.Calls(Precompile.Copy);
        for (int row = from; row < Math.Min(to, calls.Count); row++)
        {
            ref CopyColumns<KoalaBear> columns = ref trace.Row(row).As<CopyColumns<KoalaBear>, KoalaBear>();
            CallEvent call = calls[row];
            CallRow.Fill(ref columns.Call, call);
            columns.SourceIndex = KoalaBear.FromCanonical(call.SecondIndex);
            for (int i = 0; i < CopyWords<KoalaBear>.Count; i++)
            {
                byte readGap = MemoryAccess.Fill(ref columns.Words[i].Source, call.Second[i].Old, call.Second[i].Previous, call.Time + InstructionStep.MemoryDelay, lookups);
                byte writeGap = MemoryAccess.Fill(ref columns.Words[i].Destination, call.First[i].Old, call.First[i].Previous, call.Time + InstructionStep.WriteDelay, lookups);
                lookups.BytePair(readGap, writeGap);
            }
        }
    }
}
