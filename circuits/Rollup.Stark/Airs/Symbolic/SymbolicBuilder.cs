namespace Rollup.Stark.Airs.Symbolic;

/// <summary>Records an AIR's constraints and interactions as expressions.</summary>
public readonly struct SymbolicBuilder : IAirBuilder<SymbolicExpression>
{
    private readonly SymbolicExpression[] _local, _next, _preprocessed;
    private readonly int _publicValueCount;

    public SymbolicBuilder(int width, int preprocessedWidth, int publicValueCount)
    {
        _local = Variables(SymbolicKind.Local, width);
        _next = Variables(SymbolicKind.Next, width);
        _preprocessed = Variables(SymbolicKind.Preprocessed, preprocessedWidth);
        _publicValueCount = publicValueCount;
    }

    /// <summary>The constraints and interactions of <paramref name="air"/>.</summary>
    public static SymbolicBuilder Evaluate(IAir air, int preprocessedWidth)
    {
        SymbolicBuilder symbols = new(air.Width, preprocessedWidth, air.PublicValueCount);
        SymbolicBuilder builder = symbols;
        air.Evaluate<SymbolicBuilder, SymbolicExpression>(ref builder);
        return symbols;
    }

    public List<SymbolicConstraint> Constraints { get; } = [];

    public List<SymbolicInteraction> Interactions { get; } = [];

    public ReadOnlySpan<SymbolicExpression> Local => _local;

    public ReadOnlySpan<SymbolicExpression> Next => _next;

    public ReadOnlySpan<SymbolicExpression> Preprocessed => _preprocessed;

    public SymbolicExpression PublicValue(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _publicValueCount);
        return SymbolicExpression.Variable(SymbolicKind.PublicValue, index);
    }

    public void AssertZero(string name, SymbolicExpression value) => Constraints.Add(new(name, RowSelector.All, value));

    public void AssertZeroOnFirstRow(string name, SymbolicExpression value) => Constraints.Add(new(name, RowSelector.First, value));

    public void AssertZeroOnLastRow(string name, SymbolicExpression value) => Constraints.Add(new(name, RowSelector.Last, value));

    public void AssertZeroOnTransition(string name, SymbolicExpression value) => Constraints.Add(new(name, RowSelector.Transition, value));

    public void Send(Bus bus, scoped ReadOnlySpan<SymbolicExpression> message, SymbolicExpression multiplicity, uint maxMultiplicity)
        => Interactions.Add(new(bus, IsSend: true, message.ToArray(), multiplicity, maxMultiplicity));

    public void Receive(Bus bus, scoped ReadOnlySpan<SymbolicExpression> message, SymbolicExpression multiplicity, uint maxMultiplicity)
        => Interactions.Add(new(bus, IsSend: false, message.ToArray(), multiplicity, maxMultiplicity));

    private static SymbolicExpression[] Variables(SymbolicKind kind, int count)
        => [.. Enumerable.Range(0, count).Select(i => SymbolicExpression.Variable(kind, i))];
}
