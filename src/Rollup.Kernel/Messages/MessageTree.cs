using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Messages;

/// <summary>
/// The Merkle tree over a batch's message leaves, in order: depth 16, node = keccak(left ‖ right), absent leaves 32 zero bytes.
/// It is built leaf by leaf from <c>default</c>, keeping only the left siblings on the path of the next leaf.
/// </summary>
public unsafe struct MessageTree
{
    /// <summary>The length of every proof.</summary>
    public const int Depth = 16;

    /// <summary>The most leaves of a batch.</summary>
    public const int Capacity = 1 << Depth;

    /// <summary>At height h, meaningful if bit h of the count is set: the root of the last complete subtree of 2^h leaves.</summary>
    private fixed ulong _complete[(Depth + 1) * Hash256.Size / sizeof(ulong)];
    private int _count;

    /// <summary>The number of leaves.</summary>
    public readonly int Count => _count;

    [UnscopedRef]
    private Span<Hash256> Complete => MemoryMarshal.Cast<ulong, Hash256>(MemoryMarshal.CreateSpan(ref _complete[0], (Depth + 1) * Hash256.Size / sizeof(ulong)));

    /// <summary>Adds a leaf; false, and nothing happens, if the tree is full.</summary>
    public bool TryAppend<THost>(ref THost host, in Hash256 leaf)
        where THost : struct, IHost, allows ref struct
    {
        if (_count == Capacity)
            return false;

        Span<Hash256> complete = Complete;
        Hash256 node = leaf;
        int height = 0;
        for (; ((_count >> height) & 1) != 0; height++)
            node = Parent(ref host, in complete[height], in node);
        complete[height] = node;
        _count++;
        return true;
    }

    /// <summary>The root over the leaves so far.</summary>
    public Hash256 Root<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        Span<Hash256> complete = Complete;
        if (_count == Capacity)
            return complete[Depth];

        Hash256 node = default;
        Hash256 empty = default;
        for (int height = 0; height < Depth; height++)
        {
            node = ((_count >> height) & 1) != 0
                ? Parent(ref host, in complete[height], in node)
                : Parent(ref host, in node, in empty);
            empty = Parent(ref host, in empty, in empty);
        }

        return node;
    }

    /// <summary>keccak(left ‖ right).</summary>
    internal static Hash256 Parent<THost>(ref THost host, in Hash256 left, in Hash256 right)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> children = stackalloc byte[2 * Hash256.Size];
        left.CopyTo(children);
        right.CopyTo(children[Hash256.Size..]);
        return Keccak256.Hash(ref host, children);
    }
}
