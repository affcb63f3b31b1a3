namespace Rollup.Stark.Proofs;

/// <summary>The commitments of a proof, in the order in which they are made.</summary>
internal enum ColumnKind
{
    Preprocessed,
    Main,
    LogUp,
    Quotient,
}
