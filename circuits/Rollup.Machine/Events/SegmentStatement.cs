using Rollup.Kernel.Fields;
using Rollup.Kernel.State;

namespace Rollup.Machine.Events;

/// <summary>What a segment's proof says: from this pc and memory the program gets to that pc and memory.</summary>
public sealed record SegmentStatement(uint StartPc, Digest StartRoot, uint EndPc, Digest EndRoot)
{
    /// <summary>start pc/4, start root, end pc/4, end root.</summary>
    public const int PublicValueCount = 2 * (1 + Digest.Length);

    /// <summary>Where the end begins in the public values.</summary>
    public const int EndOffset = 1 + Digest.Length;

    public KoalaBear[] ToPublicValues()
        => [KoalaBear.FromCanonical(StartPc >> 2), .. StartRoot.AsSpan(), KoalaBear.FromCanonical(EndPc >> 2), .. EndRoot.AsSpan()];
}
