using Rollup.Kernel.State;

namespace Rollup.State.Tree;

/// <summary>
/// The stored form of up to four levels of the tree, below an inner node whose depth is a multiple of four (or the root, whatever it is). In
/// pre-order, each node's tag (<see cref="StoredNodeKind"/>), then: of a leaf its path (31 bytes) and digest (32); of an inner node its digest,
/// followed by its children; of an inner node four levels down, tagged as unloaded, its digest only.
/// </summary>
internal static class TreeBundle
{
    /// <summary>Levels per bundle.</summary>
    public const int Levels = 4;

    /// <summary>Fifteen inner nodes and sixteen leaves.</summary>
    private const int MaxSize = (15 * (1 + Digest.Size)) + (16 * (1 + TreeKey.Size + Digest.Size));

    public static byte[] Encode(NodePool pool, int root)
    {
        Span<byte> buffer = stackalloc byte[MaxSize];
        int length = Write(pool, root, 0, buffer);
        return buffer[..length].ToArray();
    }

    /// <summary>Adds the bundle's nodes to the pool and gives its root's number.</summary>
    public static int Decode(NodePool pool, byte[] bundle)
    {
        using BinaryReader reader = new(new MemoryStream(bundle, writable: false));
        int root = Read(reader, pool, 0);
        return reader.BaseStream.Position == bundle.Length ? root : throw new InvalidDataException("Bytes follow a bundle of tree nodes.");
    }

    private static int Write(NodePool pool, int number, int level, Span<byte> destination)
    {
        ref readonly StoredNode node = ref pool[number];
        StoredNodeKind kind = node.Kind == StoredNodeKind.Inner && level == Levels ? StoredNodeKind.Unloaded : node.Kind;
        destination[0] = (byte)kind;
        int length = 1;
        if (kind == StoredNodeKind.Empty)
            return length;
        if (kind == StoredNodeKind.Leaf)
        {
            node.Path.WriteTo(destination[length..]);
            length += TreeKey.Size;
        }

        node.Digest.WriteTo(destination[length..]);
        length += Digest.Size;
        if (kind == StoredNodeKind.Inner)
        {
            length += Write(pool, node.Left, level + 1, destination[length..]);
            length += Write(pool, node.Right, level + 1, destination[length..]);
        }

        return length;
    }

    private static int Read(BinaryReader reader, NodePool pool, int level)
    {
        StoredNodeKind kind = (StoredNodeKind)reader.ReadByte();
        switch (kind)
        {
            case StoredNodeKind.Empty:
                return NodePool.Empty;
            case StoredNodeKind.Leaf:
                if (!TreeKey.TryRead(reader.ReadBytes(TreeKey.Size), out TreeKey path))
                    throw new InvalidDataException("A path in a bundle of tree nodes is not canonical.");
                return pool.AddLeaf(in path, ReadDigest(reader));
            case StoredNodeKind.Unloaded when level == Levels:
                return pool.AddUnloaded(ReadDigest(reader));
            case StoredNodeKind.Inner when level < Levels:
                Digest digest = ReadDigest(reader);
                int left = Read(reader, pool, level + 1);
                int right = Read(reader, pool, level + 1);
                return pool.AddInner(left, right, in digest);
            default:
                throw new InvalidDataException($"Unexpected tag {(byte)kind} in a bundle of tree nodes.");
        }
    }

    private static Digest ReadDigest(BinaryReader reader) =>
        Digest.TryRead(reader.ReadBytes(Digest.Size), out Digest digest)
            ? digest : throw new InvalidDataException("A digest in a bundle of tree nodes is not canonical.");
}
