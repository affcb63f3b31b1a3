using System.Runtime.CompilerServices;
using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Chips.Arithmetic;

/// <summary>
/// Some operations A·B + C = D per row, so that they share the quotient's columns, and so that the table has the height of another one. An operation that is not used has multiplicity 0 in all slots and may
/// be anything that satisfies the equation.
/// </summary>
public sealed class ArithmeticAir(Trace preprocessed, int operationsPerRow) : IAir
{
    private static readonly string[] OperationNames = ColumnNames.Of<ArithmeticOperationColumns<byte>>();

    /// <summary>Columns of an operation.</summary>
    public static int OperationWidth { get; } = Unsafe.SizeOf<ArithmeticOperationColumns<byte>>();

    /// <summary>Preprocessed columns of an operation.</summary>
    public static int OperationPreprocessedWidth { get; } = Unsafe.SizeOf<ArithmeticOperationSlots<byte>>();

    public string Name => "arithmetic";

    public int Width => operationsPerRow * OperationWidth;

    public Trace Preprocessed() => preprocessed;

    public string ColumnName(int index) => NameOf(index);

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => EvaluateOperations<TBuilder, T>(ref builder, operationsPerRow, firstColumn: 0, firstPreprocessed: 0);

    /// <summary>The name of a column of the operations, counted from their first one.</summary>
    internal static string NameOf(int column) => $"operation {column / OperationWidth}: {OperationNames[column % OperationWidth]}";

    /// <summary>The columns of an operation in a row whose first operation begins at <paramref name="firstColumn"/>.</summary>
    internal static ref ArithmeticOperationColumns<T> Columns<T>(Span<T> row, int firstColumn, int operation)
        where T : struct
        => ref row.Slice(firstColumn + (operation * OperationWidth), OperationWidth).As<ArithmeticOperationColumns<T>, T>();

    /// <summary>As <see cref="Columns"/>, of the preprocessed columns.</summary>
    internal static ref ArithmeticOperationSlots<T> Slots<T>(Span<T> row, int firstColumn, int operation)
        where T : struct
        => ref row.Slice(firstColumn + (operation * OperationPreprocessedWidth), OperationPreprocessedWidth).As<ArithmeticOperationSlots<T>, T>();

    /// <summary>The operations of a row, whose columns begin at the given ones.</summary>
    internal static void EvaluateOperations<TBuilder, T>(ref TBuilder builder, int operationsPerRow, int firstColumn, int firstPreprocessed)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int i = 0; i < operationsPerRow; i++)
        {
            ref readonly ArithmeticOperationColumns<T> operation = ref builder.Local.Slice(firstColumn + (i * OperationWidth), OperationWidth).As<ArithmeticOperationColumns<T>, T>();
            ref readonly ArithmeticOperationSlots<T> slots = ref builder.Preprocessed.Slice(firstPreprocessed + (i * OperationPreprocessedWidth), OperationPreprocessedWidth)
                .As<ArithmeticOperationSlots<T>, T>();
            EvaluateOperation<TBuilder, T>(ref builder, in operation, in slots);
        }
    }

    private static void EvaluateOperation<TBuilder, T>(ref TBuilder builder, ref readonly ArithmeticOperationColumns<T> operation, ref readonly ArithmeticOperationSlots<T> slots)
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
