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

    public static byte[] Encode(NodePool pool, int root)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        Write(writer, pool, root, 0);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Adds the bundle's nodes to the pool and gives its root's number.</summary>
    public static int Decode(NodePool pool, byte[] bundle)
    {
        using BinaryReader reader = new(new MemoryStream(bundle, writable: false));
        int root = Read(reader, pool, 0);
        return reader.BaseStream.Position == bundle.Length ? root : throw new InvalidDataException("Bytes follow a bundle of tree nodes.");
    }

    private static void Write(BinaryWriter writer, NodePool pool, int number, int level)
    {
        StoredNode node = pool[number];
        StoredNodeKind kind = node.Kind == StoredNodeKind.Inner && level == Levels ? StoredNodeKind.Unloaded : node.Kind;
        writer.Write((byte)kind);
        if (kind == StoredNodeKind.Empty)
            return;
        if (kind == StoredNodeKind.Leaf)
        {
            Span<byte> path = stackalloc byte[TreeKey.Size];
            node.Path.WriteTo(path);
            writer.Write(path);
        }

        writer.Write(node.Digest.ToHash256().AsSpan());
        if (kind == StoredNodeKind.Inner)
        {
            Write(writer, pool, node.Left, level + 1);
            Write(writer, pool, node.Right, level + 1);
        }
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
