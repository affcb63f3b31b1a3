using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.LogUp;

namespace Rollup.Stark.Quotients;

/// <summary>
/// The verifier's builder: Σₖ λ^(K−1−k)·selector·constraintₖ at the out-of-domain point, from the openings, by Horner's rule. Columns that are not opened in the next row stand there as zeros: no
/// constraint reads them.
/// </summary>
internal ref struct OutOfDomainFolder<TExtension, TBase>(
    ReadOnlySpan<TExtension> local,
    ReadOnlySpan<TExtension> next,
    ReadOnlySpan<TExtension> preprocessed,
    ReadOnlySpan<TBase> publicValues,
    TExtension lambda,
    RowSelectors<TExtension> selectors,
    LogUpChallenges<TExtension>? challenges) : IAirBuilder<TExtension>
    where TExtension : struct, IExtension<TExtension, TBase>, IScaled<TExtension, TExtension>
    where TBase : struct, IAlgebra<TBase>
{
    private readonly ReadOnlySpan<TBase> _publicValues = publicValues;
    private readonly List<TExtension> _multiplicities = [];
    private readonly List<TExtension> _denominators = [];

    public TExtension Sum { get; private set; }

    public ReadOnlySpan<TExtension> Local { get; } = local;

    public ReadOnlySpan<TExtension> Next { get; } = next;

    public ReadOnlySpan<TExtension> Preprocessed { get; } = preprocessed;

    public readonly TExtension PublicValue(int index) => TExtension.Embed(_publicValues[index]);

    public void AssertZero(string name, TExtension value) => Sum = (Sum * lambda) + value;

    public void AssertZeroOnFirstRow(string name, TExtension value) => AssertZero(name, value * selectors.First);

    public void AssertZeroOnLastRow(string name, TExtension value) => AssertZero(name, value * selectors.Last);

    public void AssertZeroOnTransition(string name, TExtension value) => AssertZero(name, value * selectors.Transition);

    public readonly void Send(Bus bus, scoped ReadOnlySpan<TExtension> message, TExtension multiplicity, uint maxMultiplicity) => Record(bus, message, multiplicity);

    public readonly void Receive(Bus bus, scoped ReadOnlySpan<TExtension> message, TExtension multiplicity, uint maxMultiplicity) => Record(bus, message, -multiplicity);

    /// <summary>Adds the constraints of LogUp; the interactions must have been recorded. <paramref name="share"/> is S/n.</summary>
    public void AddLogUp(AirStructure structure, ReadOnlySpan<TExtension> local, TExtension next, TExtension share)
    {
        TExtension[] values = new TExtension[structure.InteractionGroups.Count];
        LogUpConstraints.Evaluate<TExtension, TExtension>(structure, local, next, [.. _denominators], [.. _multiplicities], share, values);
        foreach (TExtension value in values)
            AssertZero("LogUp", value);
    }

    private readonly void Record(Bus bus, scoped ReadOnlySpan<TExtension> message, TExtension multiplicity)
    {
        _multiplicities.Add(multiplicity);
        _denominators.Add(challenges!.Denominator(bus, message));
    }
}
