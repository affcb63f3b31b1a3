using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.LogUp;

namespace Rollup.Stark.Quotients;

/// <summary>
/// The prover's builder: keeps selector·constraintₖ over a packed row of the quotient domain until they are folded all at once, and the interactions for
/// the LogUp constraints that follow. <c>values</c> has room for all constraints but those, <c>powers</c> are λ^(K−1), …, λ, 1 for all K of them.
/// </summary>
internal ref struct ConstraintFolder<P>(
    ReadOnlySpan<P> local,
    ReadOnlySpan<P> next,
    ReadOnlySpan<P> preprocessed,
    KoalaBear[] publicValues,
    ReadOnlySpan<Extension> powers,
    Span<P> values,
    RowSelectors<P> selectors,
    LogUpChallenges<Extension>? challenges,
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

    /// <summary>Σₖ λ^(K−1−k)·selector·constraintₖ.</summary>
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
    public void AddLogUp(AirStructure structure, ReadOnlySpan<Quintic<P>> local, Quintic<P> next, Extension share, Span<Quintic<P>> groups)
    {
        LogUpConstraints.Evaluate<Quintic<P>, P>(structure, local, next, _denominators, _multiplicities, Quintic<P>.Broadcast(share), groups);
        for (int i = 0; i < groups.Length; i++)
            _logUpSum += Quintic<P>.Broadcast(_powers[_values.Length + i]) * groups[i];
    }

    private void Record(Bus bus, scoped ReadOnlySpan<P> message, P multiplicity)
    {
        _multiplicities[_interactions] = multiplicity;
        _denominators[_interactions++] = challenges!.Denominator(bus, message);
    }
}
