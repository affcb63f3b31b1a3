namespace Rollup.Recursion.Programs;

/// <summary>What an operation does when a program runs. Arithmetic, compressions and sponges are rows of a table.</summary>
internal enum OperationKind : byte
{
    /// <summary>Extension word <c>First</c> is the five elements of the input from <c>Second</c> on.</summary>
    Input,

    /// <summary>Extension word <c>First</c> is element <c>Second</c> of the input, which lies in the base field.</summary>
    BaseInput,

    /// <summary>Digest word <c>First</c> is the eight elements of the input from <c>Second</c> on.</summary>
    DigestInput,

    /// <summary>The five extension words from <c>First</c> on are the coordinates of extension word <c>Second</c>: a hint that further operations check.</summary>
    Coordinates,

    /// <summary>The 31 extension words from <c>First</c> on are the bits of extension word <c>Second</c>, lowest first: a hint that further operations check.</summary>
    Bits,

    /// <summary>The extension words <c>First</c> and <c>Second</c> are equal.</summary>
    Equal,

    /// <summary>The digest words <c>First</c> and <c>Second</c> are equal.</summary>
    DigestsEqual,

    /// <summary>Row <c>First</c> of the arithmetic operations.</summary>
    Arithmetic,

    /// <summary>Row <c>First</c> of the compressions.</summary>
    Compression,

    /// <summary>Block <c>Second</c> of sponge <c>First</c>.</summary>
    Sponge,
}
