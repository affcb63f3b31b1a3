using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>Which logs to return; the meaning is that of <c>eth_getLogs</c>.</summary>
/// <param name="FromBlock">First block, inclusive.</param>
/// <param name="ToBlock">Last block, inclusive.</param>
/// <param name="Addresses">Emitters; empty means any.</param>
/// <param name="Topics">Per position the allowed values; an empty list at a position means any value, and a log needs at least as many topics as positions. At most four positions.</param>
public sealed record LogFilter(ulong FromBlock, ulong ToBlock, IReadOnlyList<Address> Addresses, IReadOnlyList<IReadOnlyList<Hash256>> Topics);
