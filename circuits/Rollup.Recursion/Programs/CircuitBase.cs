using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Recursion.Programs;

/// <summary>
/// A base element in a circuit that is being recorded. It is a value of which the circuit proves that it lies in the base field, or a cell of an opened row, which is only absorbed and cannot be
/// calculated with. <c>default</c> is the constant zero.
/// </summary>
public readonly struct CircuitBase : IAlgebra<CircuitBase>
{
    private readonly CircuitValue _value;
    private readonly CircuitCell _cell;

    private CircuitBase(CircuitValue value) => _value = value;

    private CircuitBase(CircuitCell cell) => _cell = cell;

    public CircuitValue Value => _cell.IsZero ? _value : throw new InvalidOperationException("A cell of an opened row is no word.");

    /// <summary>The cell, or the zero that fills a row up.</summary>
    public CircuitCell Cell => !_cell.IsZero || _value.Is(Extension.Zero) ? _cell : throw new InvalidOperationException("The value is no cell of an opened row.");

    /// <summary><paramref name="value"/> must be known to lie in the base field.</summary>
    public static CircuitBase FromBaseValue(CircuitValue value) => new(value);

    public static CircuitBase FromCell(CircuitCell cell) => new(cell);

    public static CircuitBase Constant(KoalaBear value) => new(CircuitValue.Constant(value));

    public static CircuitBase operator +(CircuitBase left, CircuitBase right) => new(left.Value + right.Value);

    public static CircuitBase operator -(CircuitBase left, CircuitBase right) => new(left.Value - right.Value);

    public static CircuitBase operator *(CircuitBase left, CircuitBase right) => new(left.Value * right.Value);

    public static CircuitBase operator -(CircuitBase value) => new(-value.Value);
}
