using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>Where a transaction was included.</summary>
/// <param name="BlockNumber">The block.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="Position">Index within the block, from 0.</param>
/// <param name="BaseFee">The block's base fee in wei per gas, with which the transaction's effective price is computed.</param>
/// <param name="Timestamp">The block's time in seconds.</param>
public sealed record TransactionInclusion(ulong BlockNumber, Hash256 BlockHash, int Position, U256 BaseFee, ulong Timestamp);
