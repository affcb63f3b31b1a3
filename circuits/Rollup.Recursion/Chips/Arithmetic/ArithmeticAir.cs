using System.Runtime.CompilerServices;
using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Chips.Arithmetic;

/// <summary>Four operations A·B + C = D per row. An operation that is not used has multiplicity 0 in all slots and may be anything that satisfies the equation.</summary>
public sealed class ArithmeticAir(Trace preprocessed) : IAir
{
    private static readonly string[] Names = ColumnNames.Of<ArithmeticColumns<byte>>();

    /// <summary>Operations in a row.</summary>
    public const int OperationsPerRow = 4;

    public static int ColumnCount { get; } = Unsafe.SizeOf<ArithmeticColumns<byte>>();

    public static int PreprocessedCount { get; } = Unsafe.SizeOf<ArithmeticPreprocessed<byte>>();

    public string Name => "arithmetic";

    public int Width => ColumnCount;

    public Trace Preprocessed() => preprocessed;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly ArithmeticColumns<T> local = ref builder.Local.As<ArithmeticColumns<T>, T>();
        ref readonly ArithmeticPreprocessed<T> fixedColumns = ref builder.Preprocessed.As<ArithmeticPreprocessed<T>, T>();
        for (int i = 0; i < OperationsPerRow; i++)
            EvaluateOperation<TBuilder, T>(ref builder, in local.Operations[i], in fixedColumns.Operations[i]);
    }

    internal static void EvaluateOperation<TBuilder, T>(ref TBuilder builder, ref readonly ArithmeticOperationColumns<T> operation, ref readonly ArithmeticOperationSlots<T> slots)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ExtensionElement<T> a = new(operation.A), b = new(operation.B), c = new(operation.C), d = new(operation.D);
        ((a * b) + c - d).AssertZero(ref builder, "A·B + C = D");
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in slots.A, operation.A);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in slots.B, operation.B);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in slots.C, operation.C);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in slots.D, operation.D);
    }
}
