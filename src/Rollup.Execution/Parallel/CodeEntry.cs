using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Parallel;

/// <summary>What a <see cref="CodeCache"/> keeps in front of a code's first byte.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct CodeEntry
{
    /// <summary>Bytes.</summary>
    public const int Size = 64;

    /// <summary>The code's Keccak hash.</summary>
    public Hash256 Hash;

    /// <summary>The last block, by the cache's count, in which an included transaction read it.</summary>
    public ulong ReadIn;

    /// <summary>The last block, by the cache's count, in which an included transaction created it.</summary>
    public ulong CreatedIn;
}
