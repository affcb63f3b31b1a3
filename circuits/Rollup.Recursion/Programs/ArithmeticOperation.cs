namespace Rollup.Recursion.Programs;

/// <summary>A·B + C = D over extension words.</summary>
/// <param name="IsPublicCopy">Whether A is a public value. Each has exactly one such operation, whether or not the copy is used.</param>
internal readonly record struct ArithmeticOperation(int A, int B, int C, int D, ArithmeticResult Result, bool IsPublicCopy = false)
{
    public int ResultWord => Result switch
    {
        ArithmeticResult.A => A,
        ArithmeticResult.C => C,
        ArithmeticResult.D => D,
        _ => Words.None,
    };
}
