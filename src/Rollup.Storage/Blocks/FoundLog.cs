using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>A log with the names of its block and transaction.</summary>
/// <param name="Log">The log.</param>
/// <param name="BlockHash">Hash of its block.</param>
/// <param name="BlockTimestamp">Time of its block in seconds.</param>
/// <param name="TransactionHash">Hash of its transaction.</param>
public sealed record FoundLog(LogRow Log, Hash256 BlockHash, ulong BlockTimestamp, Hash256 TransactionHash);
