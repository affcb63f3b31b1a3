using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.State.Codes;

/// <summary>Equality of code hashes with hash codes that nobody outside of the process knows: who deploys code can choose parts of its hash.</summary>
internal sealed class CodeHashComparer : IEqualityComparer<Hash256>
{
    /// <summary>The one comparer.</summary>
    public static readonly CodeHashComparer Instance = new();

    private CodeHashComparer()
    {
    }

    /// <inheritdoc/>
    public bool Equals(Hash256 x, Hash256 y) => x == y;

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] Hash256 obj)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(obj.AsSpan());
        return HashCode.Combine(words[0], words[1], words[2], words[3]);
    }
}
