namespace Rollup.Recursion.Proving;

/// <summary>The outcome of a step: the bytes of its proof, which has been verified, or what is wrong with its inputs.</summary>
public sealed record StepResult(byte[]? Proof, StepFault? Fault)
{
    internal static StepResult Of(byte[] proof) => new(proof, null);

    internal static StepResult Refused(int? input, string reason) => new(null, new(input, reason));
}

/// <summary>Why a step has no proof: its input <paramref name="Input"/> (0 is the first) is not valid, or, without a number, its inputs do not belong together.</summary>
public sealed record StepFault(int? Input, string Reason)
{
    public override string ToString() => Input is { } input ? $"input {input}: {Reason}" : Reason;
}
