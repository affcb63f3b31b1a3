namespace Rollup.Stark.Airs.Symbolic;

/// <summary>The node kinds of <see cref="SymbolicNode"/>.</summary>
public enum SymbolicKind : byte
{
    Constant,
    Local,
    Next,
    Preprocessed,
    PublicValue,
    Add,
    Subtract,
    Multiply,
    Negate,
}
