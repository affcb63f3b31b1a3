using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Accounts;

/// <summary>The nonces that follow the pool's transactions: asked of the pool where it is in this process, of the sequencer elsewhere.</summary>
public interface IPendingNonces
{
    /// <summary>The nonce that the account's next transaction should have.</summary>
    ValueTask<ulong> GetAsync(Address address, CancellationToken cancellationToken);
}
