namespace Rollup.Stark.Security;

/// <summary>
/// θ = (1 − ρ)/2, where at most one codeword is close; the error is (θn + 1)/|F| (Ben-Sasson, Carmon, Haböck, Kopparty, Saraf, eprint 2025/2055, corollary 1.4).
/// </summary>
public sealed record UniqueDecoding : ProximityRegime
{
    public override string Name => "unique decoding";

    public override double Proximity(int logBlowup) => (1 - Math.Pow(2, -logBlowup)) / 2;

    public override double LogListSize(int logBlowup) => 0;

    public override double LogLinearError(int logBlowup, int logDimension)
        => Math.Log2((Proximity(logBlowup) * Math.Pow(2, logDimension + logBlowup)) + 1) - LogFieldSize;
}
