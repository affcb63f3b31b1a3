using Rollup.Kernel.Primitives;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Accounts;

/// <summary>The nonces that follow the pool's transactions: asked of the pool where it is in this process, of the sequencer elsewhere.</summary>
public interface IPendingNonces
{
    /// <summary>The nonce that the account's next transaction should have, or why it is not known.</summary>
    ValueTask<(ulong Nonce, RpcError? Error)> GetAsync(Address address, CancellationToken cancellationToken);
}
