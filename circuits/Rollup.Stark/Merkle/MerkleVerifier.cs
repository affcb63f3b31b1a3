using Rollup.Kernel.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Merkle;

/// <summary>Checks pruned openings of <see cref="MerkleTree{THash, P}"/>.</summary>
public static class MerkleVerifier
{
    /// <summary>The domain indices of the rows that an opening of a matrix of 2^<paramref name="logRows"/> rows holds, in their order.</summary>
    public static int[] DistinctRows(IEnumerable<int> indices, int logRows)
        => [.. new SortedSet<int>(indices.Select(index => index & ((1 << logRows) - 1)))];

    /// <summary>
    /// Whether <paramref name="opening"/> has exactly the shape of one at <paramref name="indices"/> of matrices of 2^<paramref name="logRows"/>[i] rows of
    /// <paramref name="widths"/>[i] elements, and hashes to <paramref name="root"/>.
    /// </summary>
    public static bool Verify<THash>(in Digest root, ReadOnlySpan<int> logRows, ReadOnlySpan<int> widths, IEnumerable<int> indices, MerkleOpening opening)
        where THash : struct, IHashSuite<THash>
    {
        if (opening.Rows.Length != logRows.Length)
            return false;
        int logMax = 0;
        foreach (int log in logRows)
            logMax = Math.Max(logMax, log);

        int[] known = DistinctRows(indices, logMax);
        Digest[] nodes = [];
        int sibling = 0;
        for (int log = logMax; ; log--)
        {
            if (!TryHashRows<THash>(log, logRows, widths, known.Length, opening, out Digest[] rowHashes))
                return false;
            if (log == logMax)
            {
                nodes = rowHashes;
            }
            else if (rowHashes.Length > 0)
            {
                for (int i = 0; i < nodes.Length; i++)
                    nodes[i] = THash.Compress(nodes[i], rowHashes[i]);
            }

            if (log == 0)
                return sibling == opening.Siblings.Length && nodes[0] == root;
            if (!TryClimb<THash>(log, ref known, ref nodes, opening.Siblings, ref sibling))
                return false;
        }
    }

    /// <summary>Hashes of the opened rows of all matrices of 2^<paramref name="log"/> rows together; empty if there are none.</summary>
    private static bool TryHashRows<THash>(
        int log, ReadOnlySpan<int> logRows, ReadOnlySpan<int> widths, int count, MerkleOpening opening, out Digest[] hashes)
        where THash : struct, IHashSuite<THash>
    {
        hashes = [];
        int width = 0;
        for (int matrix = 0; matrix < logRows.Length; matrix++)
        {
            if (logRows[matrix] != log)
                continue;
            if (opening.Rows[matrix].Length != count)
                return false;
            foreach (KoalaBear[] row in opening.Rows[matrix])
            {
                if (row.Length != widths[matrix])
                    return false;
            }

            width += widths[matrix];
        }

        if (width == 0)
            return true;
        hashes = new Digest[count];
        KoalaBear[] concatenated = new KoalaBear[width];
        for (int i = 0; i < count; i++)
        {
            int column = 0;
            for (int matrix = 0; matrix < logRows.Length; matrix++)
            {
                if (logRows[matrix] != log)
                    continue;
                opening.Rows[matrix][i].CopyTo(concatenated, column);
                column += widths[matrix];
            }

            hashes[i] = THash.HashRow(concatenated);
        }

        return true;
    }

    /// <summary>From the known nodes of the layer of 2^<paramref name="log"/> to those of the layer above; both sorted by index.</summary>
    private static bool TryClimb<THash>(int log, ref int[] known, ref Digest[] nodes, Digest[] siblings, ref int sibling)
        where THash : struct, IHashSuite<THash>
    {
        int half = 1 << (log - 1);
        Dictionary<int, Digest> layer = new(2 * known.Length);
        for (int i = 0; i < known.Length; i++)
            layer.Add(known[i], nodes[i]);
        foreach (int index in known)
        {
            if (layer.ContainsKey(index ^ half))
                continue;
            if (sibling == siblings.Length)
                return false;
            layer.Add(index ^ half, siblings[sibling++]);
        }

        known = DistinctRows(known, log - 1);
        nodes = [.. known.Select(index => THash.Compress(layer[index], layer[index + half]))];
        return true;
    }
}
