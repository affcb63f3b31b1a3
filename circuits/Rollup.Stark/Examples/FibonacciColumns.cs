namespace Rollup.Stark.Examples;

/// <summary>The columns of <see cref="FibonacciAir"/>.</summary>
public struct FibonacciColumns<T>
{
    /// <summary>F(i).</summary>
    public T Left;

    /// <summary>F(i + 1).</summary>
    public T Right;
}
