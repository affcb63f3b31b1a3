namespace Rollup.Stark.Proofs;

/// <summary>The verdict on a proof; <paramref name="Detail"/> is for people. A class, so that a verdict which nobody gave is not by default a valid one.</summary>
public sealed record VerificationResult(VerificationError Error, string Detail)
{
    public static VerificationResult Valid { get; } = new(VerificationError.None, "valid");

    public bool IsValid => Error == VerificationError.None;
}
