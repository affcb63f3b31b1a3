namespace Rollup.Stark.Parameters;

/// <summary>
/// The parameters of a proof. The blow-up is 2^<paramref name="LogBlowup"/>, the rate 1/blow-up; FRI folds by up to 2^<paramref name="LogFolding"/> at a time and stops at
/// a polynomial of at most 2^<paramref name="LogFinalLength"/> coefficients, or of the smallest table's height. What they guarantee is computed by <c>SoundnessCalculator</c>.
/// </summary>
public sealed record StarkParameters(
    string Name, int LogBlowup, int Queries, int LogFolding, int LogFinalLength, int MaxLogHeight, GrindingBits Grinding)
{
    /// <summary>Every table has at least 16 rows: one vector of the widest packed field.</summary>
    public const int MinLogHeight = 4;

    /// <summary>Stands for the height of an optional table that a proof leaves out; no table has 2^0 rows.</summary>
    public const int AbsentLogHeight = 0;

    /// <summary>The bits of soundness that every shape of a key must have, or the key is not created.</summary>
    public int TargetBits { get; init; }

    /// <summary>
    /// A commitment is the layer of 2^LogCap nodes of a Merkle tree instead of its root, which shortens every path by that many digests. It does not pay inside a circuit, where the node
    /// would have to be selected.
    /// </summary>
    public int LogCap { get; init; }

    /// <summary>1 + blow-up.</summary>
    public int MaxConstraintDegree => 1 + (1 << LogBlowup);

    /// <summary>Whether prover and verifier support every parameter.</summary>
    public bool IsSupported
        => LogBlowup is >= 1 and <= 8
        && Queries is >= 1 and <= 1024
        && LogFolding is >= 1 and <= 4
        && LogFinalLength is >= MinLogHeight and <= 10
        && MaxLogHeight >= MinLogHeight && MaxLogHeight + LogBlowup <= Kernel.Fields.KoalaBear.TwoAdicity
        && LogCap is >= 0 and <= 8
        && TargetBits is >= 0 and <= 124
        && Grinding.AreSupported;
}
