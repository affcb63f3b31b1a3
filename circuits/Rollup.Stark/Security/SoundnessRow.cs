namespace Rollup.Stark.Security;

/// <summary>One source of error: <paramref name="Bits"/> = −log₂ of its probability, of which <paramref name="GrindingBits"/> are proof of work.</summary>
public sealed record SoundnessRow(string Source, double Bits, int GrindingBits);
