using System.Collections;

namespace Rollup.Execution.Blocks;

/// <summary>Several lists as one, without copying them.</summary>
internal sealed class JoinedList<T>(IReadOnlyList<List<T>> parts) : IReadOnlyList<T>
{
    /// <inheritdoc/>
    public int Count { get; } = parts.Sum(part => part.Count);

    /// <inheritdoc/>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            foreach (List<T> part in parts)
            {
                if (index < part.Count)
                    return part[index];
                index -= part.Count;
            }

            throw new ArgumentOutOfRangeException(nameof(index));
        }
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        foreach (List<T> part in parts)
        {
            foreach (T item in part)
                yield return item;
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
