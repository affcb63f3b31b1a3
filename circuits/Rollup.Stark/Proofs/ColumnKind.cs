namespace Rollup.Stark.Proofs;

/// <summary>The commitments of a proof, in the order in which they are made.</summary>
public enum ColumnKind
{
    /// <summary>Made with the key.</summary>
    Preprocessed,

    Main,

    LogUp,

    Quotient,

    /// <summary>The codeword of a folding round.</summary>
    Fold,
}
