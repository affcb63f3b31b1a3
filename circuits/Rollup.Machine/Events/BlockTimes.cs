using System.Runtime.CompilerServices;

namespace Rollup.Machine.Events;

/// <summary>The time of the last access to each word of a block; 0 for words that were not accessed.</summary>
[InlineArray(MemoryMap.BlockWords)]
public struct BlockTimes
{
    private uint _time0;
}
