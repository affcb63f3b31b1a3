using Rollup.Stark.Parameters;

namespace Rollup.Recursion.Keys;

/// <summary>The parameters of every layer. Hundreds of inner proofs stand behind one statement, one proof each of the last two: hence the difference.</summary>
public static class ProofParameters
{
    public static StarkParameters Segment { get; } = ParameterSets.Provable110(logBlowup: 1);

    public static StarkParameters Inner { get; } = ParameterSets.Provable110(logBlowup: 2);

    public static StarkParameters Shrink { get; } = ParameterSets.ShrinkProof;

    public static StarkParameters Final { get; } = ParameterSets.FinalProof;
}
