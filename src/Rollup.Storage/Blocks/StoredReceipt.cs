using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>What execution said about one transaction. Its logs are rows of their own: <see cref="LogCount"/> of them from <see cref="FirstLogIndex"/>.</summary>
/// <param name="Type">The transaction's type byte; 0 for legacy, 0x7e for an L1 queue item.</param>
/// <param name="Succeeded">Receipt status.</param>
/// <param name="GasUsed">Gas of this transaction.</param>
/// <param name="CumulativeGasUsed">Gas of the block up to and including this transaction.</param>
/// <param name="EffectiveGasPrice">Wei per gas paid.</param>
/// <param name="FirstLogIndex">Index within the block of the first log, or where it would be.</param>
/// <param name="LogCount">Number of logs.</param>
/// <param name="Created">The contract that the transaction itself created; zero if none.</param>
public readonly record struct StoredReceipt(byte Type, bool Succeeded, ulong GasUsed, ulong CumulativeGasUsed, U256 EffectiveGasPrice, int FirstLogIndex, int LogCount, Address Created = default);
