using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Precompiles.Poseidon;

/// <summary>
/// Calls of a Poseidon2 permutation on <paramref name="words"/> memory words, one per row. A word holds two elements x as x·2^32 mod p; the permutation itself is looked up on
/// <paramref name="permutations"/>. A half that is not below p counts as the element that it is congruent to; the emulator refuses it, since no program means that.
/// Results are below p: h ≤ 0x7f00 for the high limb h of a half, and where h = 0x7f00 the low limb is 0, for p = 0x7f000001 (x = 2^32·h + l would have a second form x + p otherwise).
/// </summary>
internal sealed class PoseidonCallChip(Precompile function, int words, Bus permutations) : IChip, IAir
{
    /// <summary>The high limb of p.</summary>
    private const uint HighestLimb = KoalaBear.Modulus >> 16;

    private const int LimbBits = 15;

    private static readonly int HeaderWidth = Unsafe.SizeOf<CallColumns<byte>>();

    private static readonly int WordWidth = Unsafe.SizeOf<PoseidonWordColumns<byte>>();

    private static readonly string[] HeaderNames = ColumnNames.Of<CallColumns<byte>>();

    private static readonly string[] WordNames = ColumnNames.Of<PoseidonWordColumns<byte>>();

    /// <summary>2^−32: from Montgomery form to the element.</summary>
    private static readonly KoalaBear FromMontgomery = KoalaBear.FromMontgomeryWord(1);

    public IAir Air => this;

    public string Name => $"{function}Call";

    public int Width => HeaderWidth + (words * WordWidth);

    public bool IsOptional => true;

    public string ColumnName(int index)
        => index < HeaderWidth ? HeaderNames[index] : $"[{(index - HeaderWidth) / WordWidth}].{WordNames[(index - HeaderWidth) % WordWidth]}";

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> row = builder.Local;
        ref readonly CallColumns<T> call = ref row[..HeaderWidth].As<CallColumns<T>, T>();
        CallRow.Begin(ref builder, function, in call, default);
        T[] message = new T[4 * words], gaps = new T[words];
        for (int i = 0; i < words; i++)
        {
            ref readonly PoseidonWordColumns<T> columns = ref row.Slice(HeaderWidth + (i * WordWidth), WordWidth).As<PoseidonWordColumns<T>, T>();
            ReadOnlySpan<T> old = columns.Word.Access.Old, result = columns.Word.Result;
            gaps[i] = CallRow.Replace(ref builder, in call, i, in columns.Word);
            ConstrainResult(ref builder, result[0], result[1], columns.LowerInverse, call.IsReal);
            ConstrainResult(ref builder, result[2], result[3], columns.UpperInverse, call.IsReal);
            message[2 * i] = Element(old[0], old[1]);
            message[(2 * i) + 1] = Element(old[2], old[3]);
            message[2 * (words + i)] = Element(result[0], result[1]);
            message[(2 * (words + i)) + 1] = Element(result[2], result[3]);
        }

        CallRow.CheckGaps<TBuilder, T>(ref builder, gaps, call.IsReal);
        builder.Send(permutations, message, call.IsReal, maxMultiplicity: 1);
    }

    public long RowsFor(SegmentCounts counts) => counts.Calls(function);

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        IReadOnlyList<CallEvent> calls = events.Calls(function);
        Span<byte> gaps = stackalloc byte[words];
        for (int row = from; row < Math.Min(to, calls.Count); row++)
        {
            Span<KoalaBear> cells = trace.Row(row);
            CallRow.Fill(ref cells[..HeaderWidth].As<CallColumns<KoalaBear>, KoalaBear>(), calls[row]);
            for (int i = 0; i < words; i++)
            {
                ref PoseidonWordColumns<KoalaBear> columns = ref cells.Slice(HeaderWidth + (i * WordWidth), WordWidth).As<PoseidonWordColumns<KoalaBear>, KoalaBear>();
                gaps[i] = CallRow.Fill(ref columns.Word, calls[row], i, lookups);
                ulong result = calls[row].First[i].New;
                columns.LowerInverse = FillResult(WordColumns.Limb(result, 0), WordColumns.Limb(result, 1), lookups);
                columns.UpperInverse = FillResult(WordColumns.Limb(result, 2), WordColumns.Limb(result, 3), lookups);
            }

            CallRow.CountGaps(gaps, lookups);
        }
    }

    private static T Element<T>(T low, T high)
        where T : struct, IAlgebra<T>
        => (low * T.Constant(FromMontgomery)) + (high * T.Constant(FromMontgomery * KoalaBear.FromCanonical(1 << 16)));

    /// <summary>low + 2^16·high is below p: see the summary of the class. The two ranges of 15 bits leave [0, 0x7f00] to the high limb.</summary>
    private static void ConstrainResult<TBuilder, T>(ref TBuilder builder, T low, T high, T inverse, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T highest = AirBuilderExtensions.Number<T>(HighestLimb);
        MemoryAccess.CheckRange(ref builder, low, LookupCounts.RangeBits, active);
        MemoryAccess.CheckRange(ref builder, high, LimbBits, active);
        MemoryAccess.CheckRange(ref builder, highest - high, LimbBits, active);
        builder.AssertZero("below the highest limb, or the low limb is 0", low * (T.Constant(KoalaBear.One) - ((high - highest) * inverse)));
    }

    /// <summary>The inverse, and the lookups of <see cref="ConstrainResult"/>.</summary>
    private static KoalaBear FillResult(uint low, uint high, LookupCounts lookups)
    {
        lookups.Range16(low);
        lookups.Range(high, LimbBits);
        lookups.Range(HighestLimb - high, LimbBits);
        return high == HighestLimb ? KoalaBear.Zero : (KoalaBear.FromCanonical(high) - KoalaBear.FromCanonical(HighestLimb)).Inverse();
    }
}
