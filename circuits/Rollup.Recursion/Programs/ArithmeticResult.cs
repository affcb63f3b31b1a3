namespace Rollup.Recursion.Programs;

/// <summary>Which word of A·B + C = D an arithmetic operation computes; <see cref="None"/> only checks.</summary>
internal enum ArithmeticResult : byte
{
    None,
    A,
    C,
    D,
}
