using Rollup.Stark.Airs;
using Rollup.Stark.LogUp;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// Records the constraints of an AIR, in order, and its messages as denominators and signed multiplicities. The final circuit has no constraints of single rows or transitions, and a contract that must
/// not grow does not carry their selectors.
/// </summary>
internal readonly struct ConstraintBuilder(Expression[] local, Expression[] next, Expression[] preprocessed, Expression[] publicValues, LogUpChallenges<Expression>? challenges) : IAirBuilder<Expression>
{
    public List<Expression> Constraints { get; } = [];

    public List<Expression> Denominators { get; } = [];

    public List<Expression> Multiplicities { get; } = [];

    public ReadOnlySpan<Expression> Local => local;

    public ReadOnlySpan<Expression> Next => next;

    public ReadOnlySpan<Expression> Preprocessed => preprocessed;

    public Expression PublicValue(int index) => publicValues[index];

    public void AssertZero(string name, Expression value) => Constraints.Add(value);

    public void AssertZeroOnFirstRow(string name, Expression value) => throw Unsupported(name);

    public void AssertZeroOnLastRow(string name, Expression value) => throw Unsupported(name);

    public void AssertZeroOnTransition(string name, Expression value) => throw Unsupported(name);

    public void Send(Bus bus, scoped ReadOnlySpan<Expression> message, Expression multiplicity, uint maxMultiplicity)
    {
        Multiplicities.Add(multiplicity);
        Denominators.Add(challenges!.Denominator(bus, message));
    }

    public void Receive(Bus bus, scoped ReadOnlySpan<Expression> message, Expression multiplicity, uint maxMultiplicity) => Send(bus, message, -multiplicity, maxMultiplicity);

    private static NotSupportedException Unsupported(string name) => new($"The contract has no row selectors for the constraint \"{name}\".");
}
