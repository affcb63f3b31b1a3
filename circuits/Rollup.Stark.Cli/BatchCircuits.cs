using Rollup.Recursion.Keys;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Cli;

/// <summary>The parameters of the circuits over <see cref="BatchMachine"/>.</summary>
internal static class BatchCircuits
{
    public static StarkParameters InnerParameters { get; } = ParameterSets.Provable110(logBlowup: 2);

    public static StarkParameters ShrinkParameters { get; } = ParameterSets.Provable110(logBlowup: 4);

    public static FinalCircuits CreateFinal(InnerCircuits inner) => FinalCircuits.Create(inner.Outline, ShrinkParameters, ParameterSets.FinalProof);
}
