using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Chips.Compression;

/// <summary>
/// One two-to-one compression per row, either of two words or as a step of a Merkle path: the node is the left or the right input as a bit says, its sibling is free.
/// </summary>
public sealed class CompressionAir(Trace preprocessed) : IAir
{
    private static readonly string[] Names = ColumnNames.Of<CompressionColumns<byte>>();

    public static int ColumnCount { get; } = Unsafe.SizeOf<CompressionColumns<byte>>();

    public static int PreprocessedCount { get; } = Unsafe.SizeOf<CompressionPreprocessed<byte>>();

    public string Name => "compression";

    public int Width => ColumnCount;

    public Trace Preprocessed() => preprocessed;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly CompressionColumns<T> local = ref builder.Local.As<CompressionColumns<T>, T>();
        ref readonly CompressionPreprocessed<T> slots = ref builder.Preprocessed.As<CompressionPreprocessed<T>, T>();
        Poseidon2Constraints.Constrain<TBuilder, T>(ref builder, in local.Permutation);

        ReadOnlySpan<T> input = local.Permutation.Input;
        ReadOnlySpan<T> left = input[..MemoryBuses.DigestLength], right = input[MemoryBuses.DigestLength..];
        ReadOnlySpan<T> permuted = ((ReadOnlySpan<T>)local.Permutation.Final)[Poseidon2Constraints.OutputOffset..];
        T[] node = new T[MemoryBuses.DigestLength], output = new T[MemoryBuses.DigestLength];
        for (int i = 0; i < MemoryBuses.DigestLength; i++)
        {
            node[i] = left[i] + (local.IsRight * (right[i] - left[i]));
            output[i] = permuted[i] + left[i];
        }

        T zero = T.Constant(KoalaBear.Zero);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Digest, in slots.Node, node);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Digest, in slots.Right, right);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in slots.IsRight, [local.IsRight, zero, zero, zero, zero]);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Digest, in slots.Output, output);
    }
}
