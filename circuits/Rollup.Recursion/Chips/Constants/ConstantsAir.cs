using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Chips.Constants;

/// <summary>
/// The words that are known beforehand: constants of the program, and the proof's public values, at addresses 1, 2, …, each sent once. A message of public values has degree 0, so that all of
/// them share one LogUp column.
/// </summary>
public sealed class ConstantsAir(Trace preprocessed, int publicValueCount) : IAir
{
    public static int ColumnCount { get; } = Unsafe.SizeOf<ConstantsColumns<byte>>();

    public static int PreprocessedCount { get; } = Unsafe.SizeOf<ConstantsPreprocessed<byte>>();

    /// <summary>The address of the constant zero.</summary>
    public const int ZeroAddress = 0;

    public string Name => "constants";

    public int Width => ColumnCount;

    public int PublicValueCount => publicValueCount;

    public Trace Preprocessed() => preprocessed;

    public string ColumnName(int index) => nameof(ConstantsColumns<byte>.Uses);

    /// <summary>The address of a public value.</summary>
    public static int PublicAddress(int index) => ZeroAddress + 1 + index;

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly ConstantsColumns<T> local = ref builder.Local.As<ConstantsColumns<T>, T>();
        ref readonly ConstantsPreprocessed<T> row = ref builder.Preprocessed.As<ConstantsPreprocessed<T>, T>();
        builder.Send(MemoryBuses.Extension, [row.Address, .. (ReadOnlySpan<T>)row.Value], local.Uses, Bus.Unbounded);
        SendPublicValues<TBuilder, T>(ref builder, publicValueCount, row.IsFirst);
    }

    /// <summary>Sends every public value, in the one row where <paramref name="isFirst"/> is 1.</summary>
    internal static void SendPublicValues<TBuilder, T>(ref TBuilder builder, int publicValueCount, T isFirst)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T zero = T.Constant(KoalaBear.Zero);
        for (int i = 0; i < publicValueCount; i++)
        {
            builder.Send(
                MemoryBuses.Extension, [AirBuilderExtensions.Number<T>((uint)PublicAddress(i)), builder.PublicValue(i), zero, zero, zero, zero], isFirst, Bus.Unbounded);
        }
    }
}
