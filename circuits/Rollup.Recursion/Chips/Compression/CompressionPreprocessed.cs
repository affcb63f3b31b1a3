using Rollup.Recursion.Memory;

namespace Rollup.Recursion.Chips.Compression;

/// <summary>The preprocessed columns of a row.</summary>
public struct CompressionPreprocessed<T>
{
    /// <summary>The digest word L + IsRight·(R − L).</summary>
    public MemorySlot<T> Node;

    /// <summary>The digest word R. Not used in a step of a Merkle path, whose sibling is free.</summary>
    public MemorySlot<T> Right;

    /// <summary>The extension word IsRight.</summary>
    public MemorySlot<T> IsRight;

    /// <summary>The digest word P16(L ‖ R) + L, first eight elements.</summary>
    public MemorySlot<T> Output;
}
