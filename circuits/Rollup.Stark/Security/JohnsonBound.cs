namespace Rollup.Stark.Security;

/// <summary>
/// θ = 1 − √ρ − η with η = √ρ/(2m), for a multiplicity m ≥ 3. With μ = m + 1/2, at most μ/√ρ codewords are close, and the error is
/// ((2μ⁵ + 3μθρ)·n/(3ρ^(3/2)) + μ/√ρ)/|F| (eprint 2025/2055, theorem 4.2).
/// </summary>
public sealed record JohnsonBound(int Multiplicity) : ProximityRegime
{
    private double ShiftedMultiplicity => Multiplicity + 0.5;

    public override string Name => $"Johnson bound, m = {Multiplicity}";

    public override double Proximity(int logBlowup) => 1 - RootRate(logBlowup) - Gap(logBlowup);

    /// <summary>η, the distance of θ from the Johnson radius.</summary>
    public double Gap(int logBlowup) => RootRate(logBlowup) / (2 * Multiplicity);

    public override double LogListSize(int logBlowup) => Math.Log2(ShiftedMultiplicity / RootRate(logBlowup));

    public override double LogLinearError(int logBlowup, int logDimension)
    {
        double rate = Math.Pow(2, -logBlowup), mu = ShiftedMultiplicity;
        double length = Math.Pow(2, logDimension + logBlowup);
        double first = ((2 * Math.Pow(mu, 5)) + (3 * mu * Proximity(logBlowup) * rate)) * length / (3 * rate * RootRate(logBlowup));
        return Math.Log2(first + (mu / RootRate(logBlowup))) - LogFieldSize;
    }

    private static double RootRate(int logBlowup) => Math.Pow(2, -logBlowup / 2.0);
}
