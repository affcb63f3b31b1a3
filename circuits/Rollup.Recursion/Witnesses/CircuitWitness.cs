using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Witnesses;

/// <summary>The outcome of a run: the tables' traces, in the order of the circuit's AIRs, or the reason why there are none.</summary>
public sealed record CircuitWitness(IReadOnlyList<Trace> Traces, CircuitViolation? Violation)
{
    public bool IsValid => Violation is null;
}
