using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Tests.Chips;

/// <summary>A message of a row: positive counts are sent, negative ones received.</summary>
internal sealed record RowMessage(Bus Bus, uint[] Elements, int Count);

/// <summary>Evaluates one row of a table, neither the first nor the last one: which constraint fails, if any, and what it sends and receives.</summary>
internal readonly struct RowBuilder(Scalar[] row, List<string> failures, List<RowMessage> messages, Scalar[]? next = null, Scalar[]? preprocessed = null) : IAirBuilder<Scalar>
{
    public ReadOnlySpan<Scalar> Local => row;

    public ReadOnlySpan<Scalar> Next => next ?? throw new NotSupportedException("The table reads no next row.");

    public ReadOnlySpan<Scalar> Preprocessed => preprocessed;

    public Scalar PublicValue(int index) => throw new NotSupportedException("Only the boundary reads public values, in the first row.");

    public void AssertZero(string name, Scalar value)
    {
        if (!value.Value.IsZero)
            failures.Add(name);
    }

    public void AssertZeroOnFirstRow(string name, Scalar value)
    {
    }

    public void AssertZeroOnLastRow(string name, Scalar value)
    {
    }

    public void AssertZeroOnTransition(string name, Scalar value) => AssertZero(name, value);

    public void Send(Bus bus, scoped ReadOnlySpan<Scalar> message, Scalar multiplicity, uint maxMultiplicity) => Add(bus, message, multiplicity, maxMultiplicity, 1);

    public void Receive(Bus bus, scoped ReadOnlySpan<Scalar> message, Scalar multiplicity, uint maxMultiplicity) => Add(bus, message, multiplicity, maxMultiplicity, -1);

    private void Add(Bus bus, scoped ReadOnlySpan<Scalar> message, Scalar multiplicity, uint maxMultiplicity, int sign)
    {
        uint count = multiplicity.Value.ToCanonical();
        if (maxMultiplicity != Bus.Unbounded && count > maxMultiplicity)
            failures.Add($"a multiplicity on {bus.Name}");
        if (count == 0)
            return;
        uint[] elements = new uint[message.Length];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = message[i].Value.ToCanonical();
        messages.Add(new(bus, elements, sign * (int)count));
    }
}
