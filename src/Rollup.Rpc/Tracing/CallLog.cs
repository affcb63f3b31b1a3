using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Tracing;

/// <summary>A log of a trace.</summary>
/// <param name="Address">The contract that emitted it.</param>
/// <param name="Topics">Its topics.</param>
/// <param name="Data">Its data.</param>
/// <param name="Index">How many logs the execution emitted before, undone ones included.</param>
/// <param name="Position">How many calls its frame had made before.</param>
internal sealed record CallLog(Address Address, Hash256[] Topics, byte[] Data, int Index, int Position);
