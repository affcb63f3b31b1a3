using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>Logs of one contract whose first topic is one of <paramref name="Events"/>.</summary>
public sealed record LogFilter(Address Address, params IReadOnlyList<Hash256> Events);
