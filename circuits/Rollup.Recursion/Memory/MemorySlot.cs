namespace Rollup.Recursion.Memory;

/// <summary>Two preprocessed columns: the place of a row where a word of memory stands. A slot that is not used has multiplicity 0, and what stands there is free.</summary>
public struct MemorySlot<T>
{
    /// <summary>The word's address.</summary>
    public T Address;

    /// <summary>How often the row sends (address ‖ word); see <see cref="MemoryBuses"/>.</summary>
    public T Multiplicity;
}
