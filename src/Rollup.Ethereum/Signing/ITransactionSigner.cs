using Rollup.Ethereum.Sending;
using Rollup.Kernel.Primitives;
using Rollup.Storage.L1;

namespace Rollup.Ethereum.Signing;

/// <summary>Signs the operator's L1 transactions: with a key in this process, or through a signing service.</summary>
public interface ITransactionSigner
{
    /// <summary>The account that the signatures belong to.</summary>
    Address Address { get; }

    /// <summary>The transaction, signed and encoded for broadcast.</summary>
    Task<SignedL1Transaction> SignAsync(Eip1559Transaction transaction, CancellationToken cancellation);
}

/// <summary>Signs with a private key held in this process.</summary>
public sealed class LocalSigner(PrivateKey key) : ITransactionSigner
{
    /// <inheritdoc/>
    public Address Address => key.Address;

    /// <inheritdoc/>
    public Task<SignedL1Transaction> SignAsync(Eip1559Transaction transaction, CancellationToken cancellation) =>
        Task.FromResult(transaction.Sign(key.Sign(transaction.SigningHash())));
}
