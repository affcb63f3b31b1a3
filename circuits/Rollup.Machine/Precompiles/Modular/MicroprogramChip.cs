using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>The microprogram, preprocessed, and beside it the constants; how often each row is executed, and each constant read.</summary>
public sealed class MicroprogramChip : IChip, IAir
{
    /// <summary>As many rows as the windows have: a shape has few different heights, and each of them counts.</summary>
    private const int LogHeight = 13;

    public IAir Air => this;

    public string Name => "Microprogram";

    public int Width => 2;

    public string ColumnName(int index) => index == 0 ? "Executions" : "ConstantReads";

    public Trace Preprocessed()
    {
        Trace trace = new(ModularBuses.Microprogram.MessageLength + ModularBuses.Number.MessageLength, 1 << LogHeight);
        int row = 0;
        foreach (MicroinstructionColumns<int> code in ModularPrograms.All.SelectMany(program => program.Rows.ToArray()))
        {
            MicroinstructionColumns<KoalaBear> elements = ModularTrace.Signed(in code);
            MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<MicroinstructionColumns<KoalaBear>, KoalaBear>(ref elements), MicroinstructionColumns.Count).CopyTo(trace.Row(row++));
        }

        for (int i = 0; i < ConstantNumbers.Listed.Count; i++)
        {
            (int owner, int address, byte[] value) = ConstantNumbers.Listed[i];
            Span<KoalaBear> message = trace.Row(i)[MicroinstructionColumns.Count..];
            (message[0], message[1]) = (KoalaBear.FromCanonical((uint)owner), KoalaBear.FromCanonical((uint)address));
            ModularTrace.Write(value, message[2..]);
        }

        return trace;
    }

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.Receive(ModularBuses.Microprogram, builder.Preprocessed[..MicroinstructionColumns.Count], builder.Local[0], Bus.Unbounded);
        builder.Send(ModularBuses.Number, builder.Preprocessed[MicroinstructionColumns.Count..], builder.Local[1], Bus.Unbounded);
    }

    public long RowsFor(SegmentCounts counts) => 1 << LogHeight;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        uint[] executions = new uint[trace.Height], reads = new uint[trace.Height];
        ModularCalls calls = ModularCalls.Of(events);
        for (int i = 0; i < calls.Count; i++)
        {
            ReadOnlySpan<MicroinstructionColumns<int>> rows = calls[i].Program.Rows;
            for (int row = 0; row < rows.Length; row++)
            {
                executions[rows[row].Position]++;
                if (rows[row].ConstantOwner is 0 or >= ModularConstants.FirstWindow)
                    continue;
                reads[ConstantNumbers.Row(rows[row].ConstantOwner, rows[row].RightAddress + calls[i].Offset(row))]++;
                reads[ConstantNumbers.Row(rows[row].ConstantOwner, rows[row].AddendAddress + calls[i].Offset(row))]++;
            }
        }

        for (int row = from; row < to; row++)
            (trace[row, 0], trace[row, 1]) = (KoalaBear.FromCanonical(executions[row]), KoalaBear.FromCanonical(reads[row]));
    }
}
