using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.LogUp;

namespace Rollup.Stark.Quotients;

/// <summary>
/// The prover's builder: adds λᵏ·selector·constraintₖ over a packed row of the quotient domain, and keeps the interactions for
/// the LogUp constraints that follow.
/// </summary>
internal ref struct ConstraintFolder<P>(
    ReadOnlySpan<P> local,
    ReadOnlySpan<P> next,
    ReadOnlySpan<P> preprocessed,
    KoalaBear[] publicValues,
    ReadOnlySpan<Extension> powers,
    RowSelectors<P> selectors,
    LogUpChallenges? challenges,
    Span<P> multiplicities,
    Span<Quintic<P>> denominators) : IAirBuilder<P>
    where P : unmanaged, IPackedField<P>
{
    private readonly ReadOnlySpan<Extension> _powers = powers;
    private readonly Span<P> _multiplicities = multiplicities;
    private readonly Span<Quintic<P>> _denominators = denominators;
    private int _constraints;
    private int _interactions;

    /// <summary>Σₖ λᵏ·selector·constraintₖ so far.</summary>
    public Quintic<P> Sum { get; private set; }

    public ReadOnlySpan<P> Local { get; } = local;

    public ReadOnlySpan<P> Next { get; } = next;

    public ReadOnlySpan<P> Preprocessed { get; } = preprocessed;

    public readonly P PublicValue(int index) => P.Constant(publicValues[index]);

    public void AssertZero(string name, P value) => Sum += Quintic<P>.Broadcast(_powers[_constraints++]) * value;

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
        foreach (Quintic<P> group in groups)
            Add(group);
        Add(first * selectors.First);
        Add(transition * selectors.Transition);
        Add(last * selectors.Last);
    }

    private void Add(Quintic<P> value) => Sum += Quintic<P>.Broadcast(_powers[_constraints++]) * value;

    private void Record(Bus bus, scoped ReadOnlySpan<P> message, P multiplicity)
    {
        _multiplicities[_interactions] = multiplicity;
        _denominators[_interactions++] = challenges!.Denominator(bus, message);
    }
}
