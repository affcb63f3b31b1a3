using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Precompiles.Keccak;

/// <summary>The permutations behind the calls of Keccak-f[1600], a round per row.</summary>
internal sealed class KeccakPermutationChip : IChip, IAir
{
    private static readonly KeccakAir Rounds = new(exposed: true);

    public IAir Air => this;

    public string Name => "KeccakPermutation";

    public int Width => Rounds.Width;

    public bool IsOptional => true;

    public int RowGrain => PackedKeccak.Rounds;

    public string ColumnName(int index) => Rounds.ColumnName(index);

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => Rounds.Evaluate<TBuilder, T>(ref builder);

    public long RowsFor(SegmentCounts counts) => counts.Calls(Precompile.Keccak) * PackedKeccak.Rounds;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        IReadOnlyList<CallEvent> calls = events.Calls(Precompile.Keccak);
        Span<ulong> state = stackalloc ulong[PackedKeccak.LaneCount];
        for (int row = from; row < to; row += PackedKeccak.Rounds)
        {
            int number = row / PackedKeccak.Rounds;
            state.Clear();
            for (int lane = 0; number < calls.Count && lane < state.Length; lane++)
                state[lane] = calls[number].First[lane].Old;
            KeccakTrace.FillPermutation(trace, row, state, number < calls.Count ? calls[number].Time : null);
        }
    }
}
