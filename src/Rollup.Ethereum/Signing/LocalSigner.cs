using Rollup.Ethereum.Sending;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Signing;

/// <summary>Signs with a private key held in this process.</summary>
public sealed class LocalSigner(PrivateKey key) : ITransactionSigner
{
    /// <inheritdoc/>
    public Address Address => key.Address;

    /// <inheritdoc/>
    public Task<SignedTransaction> SignAsync(Eip1559Transaction transaction, CancellationToken cancellation) =>
        Task.FromResult(transaction.Sign(key.Sign(transaction.SigningHash())));
}
