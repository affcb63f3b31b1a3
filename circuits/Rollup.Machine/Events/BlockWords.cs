using System.Runtime.CompilerServices;

namespace Rollup.Machine.Events;

/// <summary>The eight words of a block.</summary>
[InlineArray(MemoryMap.BlockWords)]
public struct BlockWords
{
    private ulong _word0;
}
