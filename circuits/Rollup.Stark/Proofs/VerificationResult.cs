namespace Rollup.Stark.Proofs;

/// <summary>The verdict on a proof; <paramref name="Detail"/> is for people.</summary>
public readonly record struct VerificationResult(VerificationError Error, string Detail)
{
    public static VerificationResult Valid { get; } = new(VerificationError.None, "valid");

    public bool IsValid => Error == VerificationError.None;
}
