namespace Rollup.Stark.Airs.Symbolic;

/// <summary>The rows a constraint applies to.</summary>
public enum RowSelector : byte
{
    All,
    First,
    Last,
    Transition,
}
