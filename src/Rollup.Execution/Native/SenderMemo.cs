using System.Collections.Concurrent;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Native;

/// <summary>
/// Remembers recent recoveries, between <paramref name="capacity"/> and twice as many. Two generations: when the young one is
/// full it becomes the old one and the old one is forgotten. Safe for any number of threads.
/// </summary>
public sealed class SenderMemo(int capacity)
{
    private readonly Lock _turnover = new();
    private volatile ConcurrentDictionary<RecoverableSignature, Address> _young = new();
    private volatile ConcurrentDictionary<RecoverableSignature, Address> _old = new();
    private int _youngCount;

    /// <summary>The signer of a signature recovered before.</summary>
    public bool TryGet(in RecoverableSignature signature, out Address signer) =>
        _young.TryGetValue(signature, out signer) || _old.TryGetValue(signature, out signer);

    /// <summary>Remembers a recovery.</summary>
    public void Add(in RecoverableSignature signature, in Address signer)
    {
        if (!_young.TryAdd(signature, signer) || Interlocked.Increment(ref _youngCount) < capacity)
            return;
        lock (_turnover)
        {
            if (_youngCount < capacity)
                return;
            _old = _young;
            _young = new();
            _youngCount = 0;
        }
    }
}
