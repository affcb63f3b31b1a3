using System.Runtime.CompilerServices;

namespace Rollup.Execution.Parallel;

/// <summary>The transactions on whose writes a transaction probably depends, and what made it look so.</summary>
internal struct PredecessorSet
{
    /// <summary>The most that are kept.</summary>
    public const int Capacity = 4;

    /// <summary>Instead of a source: the transactions have the same sender, so that the dependency is certain.</summary>
    public const int Certain = -1;

    public int Count;
    private Indices _transactions;
    private Indices _sources;

    /// <summary>The transaction at <paramref name="index"/>.</summary>
    public readonly int Transaction(int index) => _transactions[index];

    /// <summary>What shows it: a number of <see cref="ConflictPredictor"/>, or <see cref="Certain"/>.</summary>
    public readonly int Source(int index) => _sources[index];

    /// <summary>Adds a transaction, unless it is there already or there are too many.</summary>
    public void Add(int transaction, int source)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_transactions[i] == transaction)
                return;
        }

        if (Count == Capacity)
            return;
        _transactions[Count] = transaction;
        _sources[Count] = source;
        Count++;
    }

    [InlineArray(Capacity)]
    private struct Indices
    {
        private int _first;
    }
}
