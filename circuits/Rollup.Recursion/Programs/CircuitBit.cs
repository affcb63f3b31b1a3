namespace Rollup.Recursion.Programs;

/// <summary>A value of which the circuit proves that it is 0 or 1.</summary>
public readonly struct CircuitBit
{
    internal CircuitBit(CircuitValue value) => Value = value;

    public CircuitValue Value { get; }
}
