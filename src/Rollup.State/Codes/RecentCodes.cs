using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;
using Rollup.Storage.StateData;

namespace Rollup.State.Codes;

/// <summary>
/// Code of the store, kept in memory up to <paramref name="capacity"/> bytes. A hash determines its code, so nothing here is ever out of date. Two
/// generations as in <see cref="EntryCache"/>. Safe for any number of threads; code in use stays with its users when it is forgotten here.
/// </summary>
internal sealed class RecentCodes(IStateStore store, long capacity)
{
    private readonly Lock _rotation = new();
    private volatile ConcurrentDictionary<Hash256, ContractCode> _young = new(CodeHashComparer.Instance);
    private volatile ConcurrentDictionary<Hash256, ContractCode> _old = new(CodeHashComparer.Instance);
    private long _youngSize;

    /// <summary>The code with this Keccak hash.</summary>
    /// <exception cref="InvalidDataException">It is not stored.</exception>
    public ContractCode Read(in Hash256 codeHash)
    {
        if (_young.TryGetValue(codeHash, out ContractCode? code))
            return code;
        if (!_old.TryGetValue(codeHash, out code))
            code = new ContractCode(store.ReadCode(in codeHash) ?? throw new InvalidDataException($"The code 0x{Convert.ToHexStringLower(codeHash.AsSpan())} is not stored."));
        Add(in codeHash, code);
        return code;
    }

    private void Add(in Hash256 codeHash, ContractCode code)
    {
        if (!_young.TryAdd(codeHash, code) || Interlocked.Add(ref _youngSize, code.Size) <= capacity / 2)
            return;
        lock (_rotation)
        {
            if (_youngSize <= capacity / 2)
                return;
            _old = _young;
            _young = new(CodeHashComparer.Instance);
            _youngSize = 0;
        }
    }
}

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
