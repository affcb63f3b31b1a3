using System.Runtime.CompilerServices;
using Rollup.Kernel.Poseidon2;
using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Chips.Sponge;

/// <summary>
/// The width-24 sponge, one block per row: rows of an opened matrix (with the sum that batches their columns), transcripts, and packing of extension words into digests. A sponge's blocks are consecutive
/// rows; capacity and sum carry over without memory.
/// </summary>
public sealed class SpongeAir(Trace preprocessed) : IAir
{
    private const int Rate = Poseidon2Hash.SpongeRate, CapacityLength = Poseidon2Width24.Width - Rate;

    private static readonly string[] Names = ColumnNames.Of<SpongeColumns<byte>>();

    public static int ColumnCount { get; } = Unsafe.SizeOf<SpongeColumns<byte>>();

    public static int PreprocessedCount { get; } = Unsafe.SizeOf<SpongePreprocessed<byte>>();

    public string Name => "sponge";

    public int Width => ColumnCount;

    public Trace Preprocessed() => preprocessed;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly SpongeColumns<T> local = ref builder.Local.As<SpongeColumns<T>, T>();
        ref readonly SpongeColumns<T> next = ref builder.Next.As<SpongeColumns<T>, T>();
        ref readonly SpongePreprocessed<T> row = ref builder.Preprocessed.As<SpongePreprocessed<T>, T>();
        Poseidon2WideConstraints.Constrain<TBuilder, T>(ref builder, in local.Permutation);
        ConstrainCapacity<TBuilder, T>(ref builder, in local, in next, in row);
        ConstrainKinds<TBuilder, T>(ref builder, in local, in row);
        ConstrainSum<TBuilder, T>(ref builder, in local, in next, in row);

        ReadOnlySpan<T> input = local.Permutation.Input;
        for (int i = 0; i < 3; i++)
            MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in row.Items[i], Item(input, i));
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Digest, in row.FirstDigest, input[..MemoryBuses.DigestLength]);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Digest, in row.SecondDigest, input[MemoryBuses.DigestLength..Rate]);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Digest, in row.Output, Permuted(in local)[..MemoryBuses.DigestLength]);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in row.Sum, local.SumAfter);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in row.Point, local.Point);
    }

    /// <summary>A sponge starts with its domain and length, and goes on with the permuted capacity.</summary>
    private static void ConstrainCapacity<TBuilder, T>(
        ref TBuilder builder, ref readonly SpongeColumns<T> local, ref readonly SpongeColumns<T> next, ref readonly SpongePreprocessed<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> capacity = ((ReadOnlySpan<T>)local.Permutation.Input)[Rate..], nextCapacity = ((ReadOnlySpan<T>)next.Permutation.Input)[Rate..];
        ReadOnlySpan<T> permuted = Permuted(in local)[Rate..];
        builder.AssertZero("a sponge starts with its domain", row.IsStart * (capacity[0] - row.Domain));
        builder.AssertZero("a sponge starts with its length", row.IsStart * (capacity[1] - row.Length));
        for (int i = 2; i < CapacityLength; i++)
            builder.AssertZero("a sponge starts with zeros", row.IsStart * capacity[i]);
        for (int i = 0; i < CapacityLength; i++)
            builder.AssertZero("the capacity carries over", row.Continues * (nextCapacity[i] - permuted[i]));
    }

    private static void ConstrainKinds<TBuilder, T>(ref TBuilder builder, ref readonly SpongeColumns<T> local, ref readonly SpongePreprocessed<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> input = local.Permutation.Input;
        builder.AssertZero("three extension elements leave one element zero", row.HoldsExtensions * input[Rate - 1]);
        for (int i = 0; i < 3; i++)
        {
            for (int coordinate = 1; coordinate < MemoryBuses.ExtensionLength; coordinate++)
                builder.AssertZero("base elements have one coordinate", row.HoldsBase * Item(input, i)[coordinate]);
        }
    }

    private static void ConstrainSum<TBuilder, T>(
        ref TBuilder builder, ref readonly SpongeColumns<T> local, ref readonly SpongeColumns<T> next, ref readonly SpongePreprocessed<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> input = local.Permutation.Input;
        ExtensionElement<T> b = new(local.Point), b2 = new(local.PointSquared), b3 = new(local.PointCubed), b4 = new(local.PointFourth);
        ((b * b) - b2).AssertZero(ref builder, "b²");
        ((b2 * b) - b3).AssertZero(ref builder, "b³");
        ((b2 * b2) - b4).AssertZero(ref builder, "b⁴");

        ExtensionElement<T> before = new(local.SumBefore), after = new(local.SumAfter);
        ExtensionElement<T> partial0 = new(local.Partial0), partial1 = new(local.Partial1), partial2 = new(local.Partial2);
        ((before * b4) + Four(input, 0) - partial0).AssertZero(ref builder, "the sum of the first four elements");
        ((partial0 * b4) + Four(input, 4) - partial1).AssertZero(ref builder, "the sum of the second four elements");
        ((partial1 * b4) + Four(input, 8) - partial2).AssertZero(ref builder, "the sum of the third four elements");
        ExtensionElement<T> ofBase = (partial2 * b4) + Four(input, 12);
        ExtensionElement<T> ofExtensions = (before * b3) + (new ExtensionElement<T>(Item(input, 0)) * b2) + (new ExtensionElement<T>(Item(input, 1)) * b) + new ExtensionElement<T>(Item(input, 2));
        ((ofBase * row.SumsBase) + (ofExtensions * row.HoldsExtensions) - after).AssertZero(ref builder, "the sum after the block");
        (before * row.IsStart).AssertZero(ref builder, "the sum starts with zero");
        ((new ExtensionElement<T>(next.SumBefore) - after) * row.Continues).AssertZero(ref builder, "the sum carries over");

        ExtensionElement<T> Four(ReadOnlySpan<T> block, int first) => (b3 * block[first]) + (b2 * block[first + 1]) + (b * block[first + 2]) + block[first + 3];
    }

    private static ReadOnlySpan<T> Item<T>(ReadOnlySpan<T> input, int index) => input.Slice(MemoryBuses.ExtensionLength * index, MemoryBuses.ExtensionLength);

    private static ReadOnlySpan<T> Permuted<T>(ref readonly SpongeColumns<T> columns) => ((ReadOnlySpan<T>)columns.Permutation.Final)[Poseidon2WideConstraints.OutputOffset..];
}
