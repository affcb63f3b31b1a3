using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.LogUp;

namespace Rollup.Stark.Quotients;

/// <summary>The verifier's builder: Σₖ λᵏ·selector·constraintₖ at the out-of-domain point, from the openings.</summary>
internal ref struct OutOfDomainFolder(
    ReadOnlySpan<Extension> local,
    ReadOnlySpan<Extension> next,
    ReadOnlySpan<Extension> preprocessed,
    KoalaBear[] publicValues,
    Extension lambda,
    RowSelectors<Extension> selectors,
    LogUpChallenges? challenges) : IAirBuilder<Extension>
{
    private readonly List<Extension> _multiplicities = [];
    private readonly List<Extension> _denominators = [];
    private Extension _power = Extension.One;

    public Extension Sum { get; private set; }

    public ReadOnlySpan<Extension> Local { get; } = local;

    public ReadOnlySpan<Extension> Next { get; } = next;

    public ReadOnlySpan<Extension> Preprocessed { get; } = preprocessed;

    public readonly Extension PublicValue(int index) => Extension.Constant(publicValues[index]);

    public void AssertZero(string name, Extension value)
    {
        Sum += _power * value;
        _power *= lambda;
    }

    public void AssertZeroOnFirstRow(string name, Extension value) => AssertZero(name, value * selectors.First);

    public void AssertZeroOnLastRow(string name, Extension value) => AssertZero(name, value * selectors.Last);

    public void AssertZeroOnTransition(string name, Extension value) => AssertZero(name, value * selectors.Transition);

    public readonly void Send(Bus bus, scoped ReadOnlySpan<Extension> message, Extension multiplicity, uint maxMultiplicity) => Record(bus, message, multiplicity);

    public readonly void Receive(Bus bus, scoped ReadOnlySpan<Extension> message, Extension multiplicity, uint maxMultiplicity) => Record(bus, message, -multiplicity);

    /// <summary>Adds the constraints of LogUp; the interactions must have been recorded.</summary>
    public void AddLogUp(AirShape shape, ReadOnlySpan<Extension> local, ReadOnlySpan<Extension> next, Extension cumulativeSum)
    {
        Extension[] groups = new Extension[shape.InteractionGroups.Count];
        (Extension first, Extension transition, Extension last) = LogUpConstraints.Evaluate<Extension, Extension>(
            shape, local, next, [.. _denominators], [.. _multiplicities], cumulativeSum, groups);
        foreach (Extension group in groups)
            AssertZero("LogUp fractions", group);
        AssertZeroOnFirstRow("LogUp running sum starts", first);
        AssertZeroOnTransition("LogUp running sum continues", transition);
        AssertZeroOnLastRow("LogUp running sum ends", last);
    }

    private readonly void Record(Bus bus, scoped ReadOnlySpan<Extension> message, Extension multiplicity)
    {
        _multiplicities.Add(multiplicity);
        _denominators.Add(challenges!.Denominator(bus, message));
    }
}
