using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Checking;

/// <summary>Evaluates an AIR on one row of a trace and remembers the first constraint that fails.</summary>
internal ref struct CheckingBuilder(
    ReadOnlySpan<Scalar> local, ReadOnlySpan<Scalar> next, ReadOnlySpan<Scalar> preprocessed, IReadOnlyList<KoalaBear> publicValues, bool isFirst, bool isLast,
    List<CheckedInteraction> interactions) : IAirBuilder<Scalar>
{
    private int _interactions;

    public ReadOnlySpan<Scalar> Local { get; } = local;

    public ReadOnlySpan<Scalar> Next { get; } = next;

    public ReadOnlySpan<Scalar> Preprocessed { get; } = preprocessed;

    public string? Failure { get; private set; }

    public readonly Scalar PublicValue(int index) => new(publicValues[index]);

    public void AssertZero(string name, Scalar value)
    {
        if (!value.Value.IsZero)
            Failure ??= name;
    }

    public void AssertZeroOnFirstRow(string name, Scalar value)
    {
        if (isFirst)
            AssertZero(name, value);
    }

    public void AssertZeroOnLastRow(string name, Scalar value)
    {
        if (isLast)
            AssertZero(name, value);
    }

    public void AssertZeroOnTransition(string name, Scalar value)
    {
        if (!isLast)
            AssertZero(name, value);
    }

    public void Send(Bus bus, scoped ReadOnlySpan<Scalar> message, Scalar multiplicity, uint maxMultiplicity) => Record(bus, message, multiplicity, multiplicity, maxMultiplicity);

    public void Receive(Bus bus, scoped ReadOnlySpan<Scalar> message, Scalar multiplicity, uint maxMultiplicity) => Record(bus, message, multiplicity, -multiplicity, maxMultiplicity);

    private void Record(Bus bus, scoped ReadOnlySpan<Scalar> message, Scalar multiplicity, Scalar signed, uint maxMultiplicity)
    {
        int index = _interactions++;
        if (multiplicity.Value.IsZero)
            return;
        if (maxMultiplicity != Bus.Unbounded && multiplicity.Value.ToCanonical() > maxMultiplicity)
            Failure ??= $"multiplicity {multiplicity} on bus {bus.Name} exceeds its bound {maxMultiplicity}";
        interactions.Add(new(index, bus.Number, $"{bus.Name}({string.Join(", ", message.ToArray())})", signed.Value));
    }
}
