using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.State;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Chips.Permutations;

/// <summary>Poseidon2 of width 24, a permutation per row: what blocks of memory compress, and what calls permute.</summary>
public sealed class Permutation24Chip : IChip, IAir
{
    private static readonly string[] Names = ColumnNames.Of<PermutationColumns<byte, Poseidon2WideColumns<byte>>>();

    public IAir Air => this;

    public string Name => "Permutation24";

    public int Width => Unsafe.SizeOf<PermutationColumns<byte, Poseidon2WideColumns<byte>>>();

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly PermutationColumns<T, Poseidon2WideColumns<T>> columns = ref builder.Local.As<PermutationColumns<T, Poseidon2WideColumns<T>>, T>();
        Poseidon2WideConstraints.Constrain<TBuilder, T>(ref builder, in columns.Permutation);
        ReadOnlySpan<T> input = columns.Permutation.Input, output = ((ReadOnlySpan<T>)columns.Permutation.Final)[Poseidon2WideConstraints.OutputOffset..];
        T[] digest = new T[Digest.Length];
        for (int i = 0; i < digest.Length; i++)
            digest[i] = output[i] + input[i];
        builder.Receive(Buses.Compress24, [.. input, .. digest], columns.Compressions, Bus.Unbounded);
        builder.Receive(Buses.Permute24, [.. input, .. output], columns.Permutations, Bus.Unbounded);
    }

    public long RowsFor(SegmentCounts counts) => counts.BlockCompressions + counts.Calls(Precompile.Poseidon24);

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        IReadOnlyList<CallEvent> calls = events.Calls(Precompile.Poseidon24);
        for (int row = from; row < to; row++)
        {
            ref PermutationColumns<KoalaBear, Poseidon2WideColumns<KoalaBear>> columns = ref trace.Row(row).As<PermutationColumns<KoalaBear, Poseidon2WideColumns<KoalaBear>>, KoalaBear>();
            if (row < events.Compressions24.Count)
            {
                (KoalaBear[] input, uint multiplicity) = events.Compressions24[row];
                input.CopyTo(columns.Permutation.Input);
                columns.Compressions = KoalaBear.FromCanonical(multiplicity);
            }
            else if (row - events.Compressions24.Count is int call && call < calls.Count)
            {
                for (int i = 0; i < calls[call].First.Length; i++)
                {
                    ulong word = calls[call].First[i].Old;
                    columns.Permutation.Input[2 * i] = KoalaBear.FromMontgomeryWord((uint)word);
                    columns.Permutation.Input[(2 * i) + 1] = KoalaBear.FromMontgomeryWord((uint)(word >> 32));
                }

                columns.Permutations = KoalaBear.One;
            }

            Poseidon2WideTrace.FillPermutation(ref columns.Permutation);
        }
    }
}
