namespace Rollup.Recursion.Proving;

/// <summary>Whether bytes are a valid proof of a kind, and if not, why.</summary>
public readonly record struct ProofVerdict(string? Reason)
{
    public bool IsValid => Reason is null;

    public static ProofVerdict Valid => default;
}
