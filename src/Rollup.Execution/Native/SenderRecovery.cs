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
