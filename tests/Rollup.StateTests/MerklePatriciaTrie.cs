using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>Root hashes of Ethereum's hexary Merkle-Patricia trie (Yellow Paper, appendix D), computed from scratch: slow and obvious.</summary>
public static class MerklePatriciaTrie
{
    /// <summary>The root of the trie with the given entries, under keys as they are.</summary>
    public static Hash256 Root(IEnumerable<KeyValuePair<byte[], byte[]>> entries)
    {
        List<(byte[] Path, byte[] Value)> sorted = entries.Select(entry => (Nibbles(entry.Key), entry.Value)).ToList();
        sorted.Sort((a, b) => a.Path.AsSpan().SequenceCompareTo(b.Path));
        return Keccak256.Hash(Node(sorted, 0));
    }

    /// <summary>The root of the trie whose keys are hashed first.</summary>
    public static Hash256 SecureRoot(IEnumerable<KeyValuePair<byte[], byte[]>> entries) =>
        Root(entries.Select(entry => KeyValuePair.Create(Keccak256.Hash(entry.Key).AsSpan().ToArray(), entry.Value)));

    private static byte[] Nibbles(byte[] key) => key.SelectMany(b => new[] { (byte)(b >> 4), (byte)(b & 15) }).ToArray();

    /// <summary>c(J, i): the RLP of the node of all entries that agree on the first <paramref name="depth"/> nibbles.</summary>
    private static byte[] Node(List<(byte[] Path, byte[] Value)> entries, int depth)
    {
        if (entries.Count == 0)
            return Rlp.String([]);
        if (entries.Count == 1)
            return Rlp.List(Rlp.String(HexPrefix(entries[0].Path.AsSpan(depth), isLeaf: true)), Rlp.String(entries[0].Value));

        int shared = CommonPrefix(entries[0].Path, entries[^1].Path);
        if (shared > depth)
            return Rlp.List(Rlp.String(HexPrefix(entries[0].Path.AsSpan(depth..shared), isLeaf: false)), Reference(Node(entries, shared)));

        var items = new byte[17][];
        for (int nibble = 0; nibble < 16; nibble++)
        {
            List<(byte[] Path, byte[] Value)> branch = entries.Where(entry => entry.Path.Length > depth && entry.Path[depth] == nibble).ToList();
            items[nibble] = branch.Count == 0 ? Rlp.String([]) : Reference(Node(branch, depth + 1));
        }

        items[16] = Rlp.String(entries.Where(entry => entry.Path.Length == depth).Select(entry => entry.Value).SingleOrDefault([]));
        return Rlp.List(items);
    }

    /// <summary>n(J, i): a node shorter than 32 bytes stands for itself, a longer one is named by its hash.</summary>
    private static byte[] Reference(byte[] node) => node.Length < Hash256.Size ? node : Rlp.String(Keccak256.Hash(node).AsSpan().ToArray());

    private static byte[] HexPrefix(ReadOnlySpan<byte> nibbles, bool isLeaf)
    {
        int flag = (isLeaf ? 2 : 0) + (nibbles.Length & 1);
        var bytes = new byte[1 + (nibbles.Length / 2)];
        bytes[0] = (byte)(flag << 4);
        if ((nibbles.Length & 1) == 1)
        {
            bytes[0] |= nibbles[0];
            nibbles = nibbles[1..];
        }

        for (int i = 0; i < nibbles.Length; i += 2)
            bytes[1 + (i / 2)] = (byte)((nibbles[i] << 4) | nibbles[i + 1]);
        return bytes;
    }

    private static int CommonPrefix(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.CommonPrefixLength(b);
}
