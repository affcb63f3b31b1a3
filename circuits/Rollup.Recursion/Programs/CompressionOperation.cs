namespace Rollup.Recursion.Programs;

/// <summary>
/// A compression of digest words. Without <paramref name="Right"/> it is a step of a Merkle path, and the sibling is the eight elements of the input from <paramref name="SiblingInput"/> on.
/// </summary>
internal readonly record struct CompressionOperation(int Node, int Right, int IsRight, int Output, int SiblingInput);
