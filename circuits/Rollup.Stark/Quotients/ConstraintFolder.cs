using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.LogUp;

namespace Rollup.Stark.Quotients;

/// <summary>
/// The prover's builder: keeps selector·constraintₖ over a packed row of the quotient domain until they are folded by λᵏ all at once, and the interactions for
/// the LogUp constraints that follow. <c>values</c> has room for all constraints but those.
/// </summary>
internal ref struct ConstraintFolder<P>(
    ReadOnlySpan<P> local,
    ReadOnlySpan<P> next,
    ReadOnlySpan<P> preprocessed,
    KoalaBear[] publicValues,
    ReadOnlySpan<Extension> powers,
    Span<P> values,
    RowSelectors<P> selectors,
    LogUpChallenges? challenges,
    Span<P> multiplicities,
    Span<Quintic<P>> denominators) : IAirBuilder<P>
    where P : unmanaged, IPackedField<P>
{
    private readonly ReadOnlySpan<Extension> _powers = powers;
    private readonly Span<P> _values = values;
    private readonly Span<P> _multiplicities = multiplicities;
    private readonly Span<Quintic<P>> _denominators = denominators;
    private int _constraints;
    private int _interactions;
    private Quintic<P> _logUpSum;

    /// <summary>Σₖ λᵏ·selector·constraintₖ.</summary>
    public readonly Quintic<P> Sum => P.Dot(_values, _powers) + _logUpSum;

    public ReadOnlySpan<P> Local { get; } = local;

    public ReadOnlySpan<P> Next { get; } = next;

    public ReadOnlySpan<P> Preprocessed { get; } = preprocessed;

    public readonly P PublicValue(int index) => P.Constant(publicValues[index]);

    public void AssertZero(string name, P value) => _values[_constraints++] = value;

    public void AssertZeroOnFirstRow(string name, P value) => AssertZero(name, value * selectors.First);

    public void AssertZeroOnLastRow(string name, P value) => AssertZero(name, value * selectors.Last);

    public void AssertZeroOnTransition(string name, P value) => AssertZero(name, value * selectors.Transition);

    public void Send(Bus bus, scoped ReadOnlySpan<P> message, P multiplicity, uint maxMultiplicity) => Record(bus, message, multiplicity);

    public void Receive(Bus bus, scoped ReadOnlySpan<P> message, P multiplicity, uint maxMultiplicity) => Record(bus, message, -multiplicity);

    /// <summary>Adds the constraints of LogUp; the interactions must have been recorded.</summary>
    public void AddLogUp(AirShape shape, ReadOnlySpan<Quintic<P>> local, ReadOnlySpan<Quintic<P>> next, Extension cumulativeSum, Span<Quintic<P>> groups)
    {
        (Quintic<P> first, Quintic<P> transition, Quintic<P> last) = LogUpConstraints.Evaluate<Quintic<P>, P>(
            shape, local, next, _denominators, _multiplicities, Quintic<P>.Broadcast(cumulativeSum), groups);
        ReadOnlySpan<Extension> logUpPowers = _powers[_values.Length..];
        for (int i = 0; i < groups.Length; i++)
            _logUpSum += Quintic<P>.Broadcast(logUpPowers[i]) * groups[i];
        logUpPowers = logUpPowers[groups.Length..];
        _logUpSum += Quintic<P>.Broadcast(logUpPowers[0]) * (first * selectors.First);
        _logUpSum += Quintic<P>.Broadcast(logUpPowers[1]) * (transition * selectors.Transition);
        _logUpSum += Quintic<P>.Broadcast(logUpPowers[2]) * (last * selectors.Last);
    }

    private void Record(Bus bus, scoped ReadOnlySpan<P> message, P multiplicity)
    {
        _multiplicities[_interactions] = multiplicity;
        _denominators[_interactions++] = challenges!.Denominator(bus, message);
    }
}
