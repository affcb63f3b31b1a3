namespace Rollup.Kernel.State;

/// <summary>What becomes of an entry's leaf.</summary>
public enum LeafChange
{
    /// <summary>The entry keeps its value, present or absent.</summary>
    None,

    /// <summary>The leaf keeps its index and gets another value.</summary>
    Updated,

    /// <summary>The entry was absent: a new leaf with a new index.</summary>
    Created,

    /// <summary>The entry becomes absent.</summary>
    Deleted,
}
