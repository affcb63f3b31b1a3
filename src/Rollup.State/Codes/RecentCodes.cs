using System.Collections.Concurrent;
using Rollup.Execution.Hex;
using Rollup.Kernel.Primitives;

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
            code = new ContractCode(store.ReadCode(in codeHash) ?? throw new InvalidDataException($"The code {codeHash.ToHex()} is not stored."));
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
