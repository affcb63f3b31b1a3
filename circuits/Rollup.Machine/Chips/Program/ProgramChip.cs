using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Programs;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Chips.Program;

/// <summary>
/// The program: row by row what the Program bus carries, preprocessed, and how often it is executed. Rows after the program are zero: their operation is <see cref="Operation.Invalid"/>, which no chip takes.
/// </summary>
public sealed class ProgramChip(ProgramImage program) : IChip, IAir
{
    public IAir Air => this;

    public string Name => "Program";

    public int Width => 1;

    public string ColumnName(int index) => "Executions";

    public Trace Preprocessed()
    {
        Trace trace = new(Buses.Program.MessageLength, 1 << ProgramImage.LogCodeRows);
        for (int i = 0; i < program.Code.Count; i++)
        {
            DecodedInstruction row = program.Code[i];
            Span<KoalaBear> message = trace.Row(i);
            message[0] = KoalaBear.FromCanonical(row.Pc >> 2);
            message[1] = KoalaBear.FromCanonical((uint)row.Operation);
            message[2] = KoalaBear.FromCanonical(row.Rd);
            message[3] = KoalaBear.FromCanonical(row.Rs1);
            message[4] = KoalaBear.FromCanonical(row.Rs2);
            (message[5], message[6], message[7]) = row.ImmediateElements;
            message[8] = KoalaBear.FromCanonical(row.Next >> 2);
        }

        return trace;
    }

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.Receive(Buses.Program, builder.Preprocessed, builder.Local[0], Bus.Unbounded);

    public long RowsFor(SegmentCounts counts) => 1 << ProgramImage.LogCodeRows;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        for (int row = from; row < Math.Min(to, events.RowCounts.Length); row++)
            trace[row, 0] = KoalaBear.FromCanonical(events.RowCounts[row]);
    }
}
