using Rollup.Machine.Memory;
using Digest = Rollup.Kernel.State.Digest;

namespace Rollup.Machine.Segments;

/// <summary>The memory tree before the first instruction, of which a verifier knows everything but the input: the program's image, the input, and zero, registers included.</summary>
public static class InitialMemory
{
    /// <summary>[0, <see cref="MemoryMap.ImageEnd"/>) is a node at this height.</summary>
    public const int ImageHeight = 18;

    /// <summary>[<see cref="MemoryMap.Input"/>, <see cref="MemoryMap.InputEnd"/>) is node 1 at this height.</summary>
    public const int InputHeight = 22;

    private const uint InputIndex = (MemoryMap.Input / MemoryMap.BlockBytes) >> InputHeight;

    /// <summary>The root for an image and an input subtree: input is the sibling of the node that holds the image.</summary>
    public static Digest Root(Digest image, Digest input)
    {
        Digest node = image;
        for (int height = ImageHeight; height < MemoryMap.TreeHeight; height++)
        {
            Digest sibling = height == InputHeight ? input : MemoryTree.EmptySubtree(height);
            node = MemoryTree.Combine(in node, in sibling);
        }

        return node;
    }

    public static Digest ImageOf(MemoryTree initial) => initial[ImageHeight, 0];

    public static Digest InputOf(MemoryTree initial) => initial[InputHeight, InputIndex];
}
