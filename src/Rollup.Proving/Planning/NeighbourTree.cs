namespace Rollup.Proving.Planning;

/// <summary>Pairs neighbours level by level until one is left, so that the levels' pairs can be worked on side by side; one without a neighbour moves up.</summary>
internal static class NeighbourTree
{
    /// <summary><paramref name="combine"/> is given left, right, level (1 and up) and position of each pair. Returns the number of levels.</summary>
    public static int Fold<T>(IReadOnlyList<T> leaves, Func<T, T, int, int, T> combine, out T root)
    {
        int level = 0;
        while (leaves.Count > 1)
        {
            level++;
            leaves = [.. leaves.Chunk(2).Select((pair, position) => pair.Length == 2 ? combine(pair[0], pair[1], level, position) : pair[0])];
        }

        root = leaves[0];
        return level;
    }
}
