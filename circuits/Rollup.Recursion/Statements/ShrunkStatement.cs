namespace Rollup.Recursion.Statements;

/// <summary>What shrink and final proofs prove, unconditionally: the program of the key P takes the rollup from one batch to a later one. <typeparamref name="T"/> is a field element, or its handle in a circuit.</summary>
public sealed record ShrunkStatement<T>(T[] Program, BatchRange<T> Chain)
{
    private const int DigestLength = 8;

    public const int Length = DigestLength + BatchRange<T>.Length;

    public T[] ToValues() => [.. Program, .. Chain.ToValues()];

    public static ShrunkStatement<T> Read(ReadOnlySpan<T> values) => new(values[..DigestLength].ToArray(), BatchRange<T>.Read(values[DigestLength..]));
}
