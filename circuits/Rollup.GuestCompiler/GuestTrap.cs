namespace Rollup.GuestCompiler;

/// <summary>What a program that fails a check of its own (an index outside a span, a division by zero) leaves behind.</summary>
public static class GuestTrap
{
    /// <summary>The value of a0 at the <c>ebreak</c>; no failure code of a program's own is negative.</summary>
    public const long Code = -1;
}
