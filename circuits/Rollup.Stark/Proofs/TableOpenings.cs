namespace Rollup.Stark.Proofs;

/// <summary>
/// A table's columns at the out-of-domain point ζ and, where the next row is read, at ζ·ω_n. Extension columns appear as their five base columns. An array is empty if
/// the table has no such columns, does not open them there, or is left out.
/// </summary>
public sealed record TableOpenings(
    Extension[] Preprocessed, Extension[] Main, Extension[] MainNext, Extension[] LogUp, Extension[] LogUpNext, Extension[] Quotient)
{
    /// <summary>Those of a table that is left out.</summary>
    public static TableOpenings None { get; } = new([], [], [], [], [], []);

    /// <summary>All openings in the order of the transcript.</summary>
    public IEnumerable<Extension[]> All => [Preprocessed, Main, MainNext, LogUp, LogUpNext, Quotient];
}
