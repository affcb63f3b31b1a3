using Rollup.State;

namespace Rollup.Rpc.Tracing;

/// <summary>What a traced execution came to.</summary>
/// <param name="GasLimit">The gas it was given in all.</param>
/// <param name="GasUsed">The gas it used in all, refunds deducted.</param>
/// <param name="Succeeded">Whether it succeeded.</param>
/// <param name="Output">What it returned or reverted with.</param>
/// <param name="Changes">Everything it read and wrote.</param>
/// <param name="Unexecuted">What an L1 queue item asked for, if it could not even begin.</param>
internal sealed record TraceOutcome(
    ulong GasLimit, ulong GasUsed, bool Succeeded, ReadOnlyMemory<byte> Output, StateOverlay Changes, CallFrame? Unexecuted = null);
