using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Transactions;

/// <summary>Where an included transaction is.</summary>
/// <param name="BlockNumber">The block.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="Index">The position within the block.</param>
/// <param name="BaseFee">The block's base fee in wei per gas.</param>
public readonly record struct TransactionPlace(ulong BlockNumber, Hash256 BlockHash, int Index, U256 BaseFee);
