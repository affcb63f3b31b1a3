namespace Rollup.Recursion.Statements;

/// <summary>Where a run of the machine stands: the next instruction's address divided by 4, and the memory tree's root. <typeparamref name="T"/> is a field element, or its handle in a circuit.</summary>
public sealed record MachineState<T>(T Pc, T[] Root)
{
    public const int Length = 9;

    public T[] ToValues() => [Pc, .. Root];

    public static MachineState<T> Read(ReadOnlySpan<T> values) => new(values[0], values[1..Length].ToArray());
}
