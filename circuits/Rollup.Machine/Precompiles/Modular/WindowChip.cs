using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>The multiples of secp256k1's generator by a byte at any place of a scalar, preprocessed (see <see cref="RecoveryPoints.WindowMultiples"/>), and how often their coordinates are read.</summary>
public sealed class WindowChip : IChip, IAir
{
    /// <summary>Owner, address of x and address of y, x, y.</summary>
    private const int PreprocessedWidth = 3 + (2 * ModularAir.Bytes);

    private const int Height = RecoveryPoints.Windows * RecoveryPoints.WindowSize;

    public IAir Air => this;

    public string Name => "GeneratorWindow";

    public int Width => 2;

    public string ColumnName(int index) => index == 0 ? "ReadsOfX" : "ReadsOfY";

    public Trace Preprocessed()
    {
        Trace trace = new(PreprocessedWidth, Height);
        for (int row = 0; row < Height; row++)
        {
            (int window, int digit) = Math.DivRem(row, RecoveryPoints.WindowSize);
            Span<KoalaBear> columns = trace.Row(row);
            columns[0] = KoalaBear.FromCanonical((uint)(ModularConstants.FirstWindow + window));
            columns[1] = KoalaBear.FromCanonical((uint)digit);
            columns[2] = KoalaBear.FromCanonical((uint)(digit + RecoveryPoints.WindowSize));
            ModularTrace.Write(ConstantNumbers.WindowMultiple(window, digit, isY: false), columns.Slice(3, ModularAir.Bytes));
            ModularTrace.Write(ConstantNumbers.WindowMultiple(window, digit, isY: true), columns[(3 + ModularAir.Bytes)..]);
        }

        return trace;
    }

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> columns = builder.Preprocessed;
        builder.Send(ModularBuses.Number, [columns[0], columns[1], .. columns.Slice(3, ModularAir.Bytes)], builder.Local[0], Bus.Unbounded);
        builder.Send(ModularBuses.Number, [columns[0], columns[2], .. columns[(3 + ModularAir.Bytes)..]], builder.Local[1], Bus.Unbounded);
    }

    public long RowsFor(SegmentCounts counts) => Height;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        uint[,] reads = new uint[trace.Height, 2];
        ModularCalls calls = ModularCalls.Of(events);
        for (int i = 0; i < calls.Count; i++)
        {
            ReadOnlySpan<MicroinstructionColumns<int>> rows = calls[i].Program.Rows;
            for (int row = 0; row < rows.Length; row++)
            {
                if (rows[row].ConstantOwner < ModularConstants.FirstWindow)
                    continue;
                int first = (rows[row].ConstantOwner - ModularConstants.FirstWindow) * RecoveryPoints.WindowSize;
                Count(first, rows[row].RightAddress + calls[i].Offset(row));
                Count(first, rows[row].AddendAddress + calls[i].Offset(row));
            }
        }

        for (int row = from; row < to; row++)
            (trace[row, 0], trace[row, 1]) = (KoalaBear.FromCanonical(reads[row, 0]), KoalaBear.FromCanonical(reads[row, 1]));

        void Count(int first, int address) => reads[first + (address % RecoveryPoints.WindowSize), address / RecoveryPoints.WindowSize]++;
    }
}
