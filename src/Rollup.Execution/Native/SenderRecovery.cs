using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Native;

/// <summary>
/// Recovers signers in batches on the thread pool. At most <paramref name="maxParallelism"/> threads work for all callers of one
/// instance together, so that recovery cannot starve the rest of the node; callers beyond that wait.
/// </summary>
public sealed class SenderRecovery(SenderMemo memo, int maxParallelism)
{
    /// <summary>Recoveries per work item: about a millisecond of work, so that queueing costs nothing next to it.</summary>
    private const int ChunkSize = 16;

    private readonly SemaphoreSlim _workers = new(maxParallelism);

    /// <summary>The signer of each signature, null where there is none, in the order of <paramref name="signatures"/>.</summary>
    public async Task<Address?[]> RecoverAsync(ReadOnlyMemory<RecoverableSignature> signatures, CancellationToken cancellationToken)
    {
        var signers = new Address?[signatures.Length];
        var chunks = new Task[(signatures.Length + ChunkSize - 1) / ChunkSize];
        for (int i = 0; i < chunks.Length; i++)
        {
            int start = i * ChunkSize;
            int count = Math.Min(ChunkSize, signatures.Length - start);
            chunks[i] = RecoverChunkAsync(signatures.Slice(start, count), signers.AsMemory(start, count), cancellationToken);
        }

        await Task.WhenAll(chunks);
        return signers;
    }

    private async Task RecoverChunkAsync(ReadOnlyMemory<RecoverableSignature> signatures, Memory<Address?> signers, CancellationToken cancellationToken)
    {
        await _workers.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() => Recover(signatures.Span, signers.Span), cancellationToken);
        }
        finally
        {
            _ = _workers.Release();
        }
    }

    private void Recover(ReadOnlySpan<RecoverableSignature> signatures, Span<Address?> signers)
    {
        var host = new NativeHost(memo);
        for (int i = 0; i < signatures.Length; i++)
        {
            RecoverableSignature signature = signatures[i];
            signers[i] = host.RecoverAddress(signature.MessageHash, signature.R, signature.S, signature.YParity, out Address signer) ? signer : null;
        }
    }
}

/// <summary>An ECDSA signature with the hash it signs: everything that a signer is recovered from.</summary>
/// <param name="MessageHash">The signed hash.</param>
/// <param name="R">The signature's r.</param>
/// <param name="S">The signature's s.</param>
/// <param name="YParity">The parity of the nonce point's y, 0 or 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecoverableSignature(Hash256 MessageHash, U256 R, U256 S, int YParity);

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
