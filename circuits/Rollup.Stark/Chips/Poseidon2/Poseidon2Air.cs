using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Chips.Poseidon2;

/// <summary>
/// One Poseidon2 permutation of width 16 per row. With a bus, a further column says how often (input ‖ output) is received from it.
/// </summary>
public sealed class Poseidon2Air(Bus? bus = null) : IAir
{
    private static readonly string[] Names = ColumnNames.Of<Poseidon2Columns<byte>>();

    /// <summary>164.</summary>
    public static readonly int PermutationWidth = Unsafe.SizeOf<Poseidon2Columns<byte>>();

    /// <summary>Input and output elements in a message.</summary>
    public const int MessageLength = 2 * Poseidon2Width16.Width;

    public string Name => "poseidon2";

    public int Width => PermutationWidth + (bus is null ? 0 : 1);

    public string ColumnName(int index) => index < PermutationWidth ? Names[index] : "multiplicity";

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly Poseidon2Columns<T> columns = ref builder.Local[..PermutationWidth].As<Poseidon2Columns<T>, T>();
        Poseidon2Constraints.Constrain<TBuilder, T>(ref builder, in columns);
        if (bus is null)
            return;
        T[] message = [.. (ReadOnlySpan<T>)columns.Input, .. ((ReadOnlySpan<T>)columns.Final)[Poseidon2Constraints.OutputOffset..]];
        builder.Receive(bus, message, builder.Local[PermutationWidth], Bus.Unbounded);
    }
}
