namespace Rollup.Recursion.Programs;

/// <summary>A base element of the input that is no word of memory: it can be absorbed as a cell of a row and nothing else. <c>default</c> is a zero that is not in the input.</summary>
public readonly struct CircuitCell
{
    private readonly int _inputPlusOne;

    internal CircuitCell(int input) => _inputPlusOne = input + 1;

    /// <summary>Where the element stands in the input, or <see cref="Words.None"/>.</summary>
    internal int Input => _inputPlusOne - 1;

    internal bool IsZero => _inputPlusOne == 0;
}
