namespace Rollup.Machine.Proving;

/// <summary>The verdict on the proofs of a run; <paramref name="Detail"/> is for people.</summary>
public sealed record RunVerdict(RunError Error, string Detail)
{
    public static RunVerdict Valid { get; } = new(RunError.None, "valid");

    public bool IsValid => Error == RunError.None;
}
