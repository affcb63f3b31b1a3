using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.LogUp;

/// <summary>Evaluates only an AIR's interactions: signed multiplicities and denominators of a packed row.</summary>
internal ref struct InteractionRecorder<P>(
    ReadOnlySpan<P> local,
    ReadOnlySpan<P> next,
    ReadOnlySpan<P> preprocessed,
    KoalaBear[] publicValues,
    LogUpChallenges<Extension> challenges,
    Span<P> multiplicities,
    Span<Quintic<P>> denominators) : IAirBuilder<P>
    where P : unmanaged, IPackedField<P>
{
    private readonly Span<P> _multiplicities = multiplicities;
    private readonly Span<Quintic<P>> _denominators = denominators;
    private int _count;

    public ReadOnlySpan<P> Local { get; } = local;

    public ReadOnlySpan<P> Next { get; } = next;

    public ReadOnlySpan<P> Preprocessed { get; } = preprocessed;

    public readonly P PublicValue(int index) => P.Constant(publicValues[index]);

    public readonly void AssertZero(string name, P value)
    {
    }

    public readonly void AssertZeroOnFirstRow(string name, P value)
    {
    }

    public readonly void AssertZeroOnLastRow(string name, P value)
    {
    }

    public readonly void AssertZeroOnTransition(string name, P value)
    {
    }

    public void Send(Bus bus, scoped ReadOnlySpan<P> message, P multiplicity, uint maxMultiplicity) => Record(bus, message, multiplicity);

    public void Receive(Bus bus, scoped ReadOnlySpan<P> message, P multiplicity, uint maxMultiplicity) => Record(bus, message, -multiplicity);

    private void Record(Bus bus, scoped ReadOnlySpan<P> message, P multiplicity)
    {
        _multiplicities[_count] = multiplicity;
        _denominators[_count++] = challenges.Denominator(bus, message);
    }
}
