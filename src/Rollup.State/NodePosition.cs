using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>Where a node is in the tree: below the first <paramref name="Depth"/> bits of <paramref name="Path"/>, whose other bits are zero.</summary>
public readonly record struct NodePosition(int Depth, TreeKey Path)
{
    /// <summary>The stored form: the depth's byte, then the bytes of the path that the depth reaches.</summary>
    public byte[] Encode()
    {
        Span<byte> path = stackalloc byte[TreeKey.Size];
        Path.WriteTo(path);
        return [(byte)Depth, .. path[..((Depth + 7) / 8)]];
    }
}
