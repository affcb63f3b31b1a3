namespace Rollup.Recursion.Statements;

/// <summary>
/// What closed and chained runs prove: the program of the key P takes the rollup from one batch to a later one, if all keys under A are those of circuits that may say so. Numbers and hashes are limbs of 16
/// bits in the order of the guest's output, two bytes each, the first one low. <typeparamref name="T"/> is a field element, or its handle in a circuit.
/// </summary>
/// <param name="Program">P, eight elements.</param>
/// <param name="AllowedKeys">A, eight elements.</param>
/// <param name="Chain">Which chain the batches belong to, and where they begin and end.</param>
public sealed record BatchStatement<T>(T[] Program, T[] AllowedKeys, BatchRange<T> Chain)
{
    private const int DigestLength = 8;

    public const int Length = (2 * DigestLength) + BatchRange<T>.Length;

    public T[] ToValues() => [.. Program, .. AllowedKeys, .. Chain.ToValues()];

    public static BatchStatement<T> Read(ReadOnlySpan<T> values)
        => new(values[..DigestLength].ToArray(), values[DigestLength..(2 * DigestLength)].ToArray(), BatchRange<T>.Read(values[(2 * DigestLength)..]));
}
