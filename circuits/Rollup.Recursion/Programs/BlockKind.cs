namespace Rollup.Recursion.Programs;

/// <summary>How a sponge's block reads.</summary>
internal enum BlockKind : byte
{
    /// <summary>Sixteen elements, each of the input or zero, that are no words.</summary>
    Row,

    /// <summary>Three extension words and a zero.</summary>
    Extensions,

    /// <summary>Three extension words of the base field and a zero.</summary>
    BaseElements,

    /// <summary>Two digest words.</summary>
    Digests,

    /// <summary>The digest word that two extension words spell: its elements are the first one's five coordinates and the second one's first three.</summary>
    Packing,

    /// <summary>The extension words of a digest word's first five and last three elements.</summary>
    Unpacking,
}
