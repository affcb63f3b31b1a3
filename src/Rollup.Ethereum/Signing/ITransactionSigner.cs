using Rollup.Ethereum.Sending;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Signing;

/// <summary>Signs the operator's L1 transactions: with a key in this process, or through a signing service.</summary>
public interface ITransactionSigner
{
    /// <summary>The account that the signatures belong to.</summary>
    Address Address { get; }

    /// <summary>The transaction, signed and encoded for broadcast.</summary>
    Task<SignedTransaction> SignAsync(Eip1559Transaction transaction, CancellationToken cancellation);
}
