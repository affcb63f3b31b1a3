using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Precompiles.Keccak;

/// <summary>
/// Calls of Keccak-f[1600], one per row: the 25 words are replaced by what the permutation table makes of them. Its permutations are numbered by the time of the call, which no two calls share. The limbs
/// that it gives back are sums of 16 bits, so they need no check here.
/// </summary>
internal sealed class KeccakCallChip : IChip, IAir
{
    private const int Limbs = WordColumns<byte>.Limbs;

    private static readonly string[] Names = ColumnNames.Of<KeccakCallColumns<byte>>();

    public IAir Air => this;

    public string Name => "KeccakCall";

    public int Width => Unsafe.SizeOf<KeccakCallColumns<byte>>();

    public bool IsOptional => true;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly KeccakCallColumns<T> columns = ref builder.Local.As<KeccakCallColumns<T>, T>();
        CallRow.Begin(ref builder, Precompile.Keccak, in columns.Call, default);
        T[] before = new T[1 + (KeccakLaneColumns<T>.Count * Limbs)], after = new T[before.Length], gaps = new T[KeccakLaneColumns<T>.Count];
        before[0] = after[0] = columns.Call.Time;
        for (int lane = 0; lane < KeccakLaneColumns<T>.Count; lane++)
        {
            gaps[lane] = CallRow.Replace(ref builder, in columns.Call, lane, in columns.Lanes[lane]);
            ((ReadOnlySpan<T>)columns.Lanes[lane].Access.Old).CopyTo(before.AsSpan(1 + (lane * Limbs)));
            ((ReadOnlySpan<T>)columns.Lanes[lane].Result).CopyTo(after.AsSpan(1 + (lane * Limbs)));
        }

        CallRow.CheckGaps<TBuilder, T>(ref builder, gaps, columns.Call.IsReal);
        builder.Receive(KeccakAir.Inputs, before, columns.Call.IsReal, maxMultiplicity: 1);
        builder.Receive(KeccakAir.Outputs, after, columns.Call.IsReal, maxMultiplicity: 1);
    }

    public long RowsFor(SegmentCounts counts) => counts.Calls(Precompile.Keccak);

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        IReadOnlyList<CallEvent> calls = events.Calls(Precompile.Keccak);
        Span<byte> gaps = stackalloc byte[KeccakLaneColumns<KoalaBear>.Count];
        for (int row = from; row < Math.Min(to, calls.Count); row++)
        {
            ref KeccakCallColumns<KoalaBear> columns = ref trace.Row(row).As<KeccakCallColumns<KoalaBear>, KoalaBear>();
            CallRow.Fill(ref columns.Call, calls[row]);
            for (int lane = 0; lane < gaps.Length; lane++)
                gaps[lane] = CallRow.Fill(ref columns.Lanes[lane], calls[row], lane, lookups);
            CallRow.CountGaps(gaps, lookups);
        }
    }
}
