namespace Rollup.Recursion.Statements;

/// <summary>
/// What lifts and joins prove: the machine of the key M takes a run from one state to another, if all keys under A are those of circuits that may say so. <typeparamref name="T"/> is a field element, or its
/// handle in a circuit.
/// </summary>
/// <param name="MachineKey">M, eight elements.</param>
/// <param name="AllowedKeys">A, the root of the tree of allowed keys, eight elements.</param>
/// <param name="Start">Before the first instruction.</param>
/// <param name="End">After the last one.</param>
public sealed record ExecutionStatement<T>(T[] MachineKey, T[] AllowedKeys, MachineState<T> Start, MachineState<T> End)
{
    private const int DigestLength = 8;

    public const int Length = (2 * DigestLength) + (2 * MachineState<T>.Length);

    public T[] ToValues() => [.. MachineKey, .. AllowedKeys, .. Start.ToValues(), .. End.ToValues()];

    public static ExecutionStatement<T> Read(ReadOnlySpan<T> values) => new(
        values[..DigestLength].ToArray(), values[DigestLength..(2 * DigestLength)].ToArray(),
        MachineState<T>.Read(values[(2 * DigestLength)..]), MachineState<T>.Read(values[((2 * DigestLength) + MachineState<T>.Length)..]));
}
