using Rollup.Recursion.Programs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;

namespace Rollup.Recursion.Keys;

/// <summary>What is the same for the inner circuits of one shape: the shape, and the outline of their keys.</summary>
public sealed record InnerLayout(CircuitShape Shape, VerifyingKey<Poseidon2Suite> Outline);

/// <summary>
/// The two layouts of inner circuits. A lift verifies the proof of a wide machine, and is several times as large as a circuit that verifies lifts; if all had one shape, each would cost as much as a lift.
/// </summary>
/// <param name="Lifts">Of lifts.</param>
/// <param name="Folds">Of all other inner circuits.</param>
public sealed record InnerLayouts(InnerLayout Lifts, InnerLayout Folds)
{
    public InnerLayout this[AllowedGroup group] => group == AllowedGroup.Lifts ? Lifts : Folds;
}
