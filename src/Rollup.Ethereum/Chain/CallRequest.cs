using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>A call to simulate; without a sender it comes from the zero address.</summary>
public sealed record CallRequest(Address To, ReadOnlyMemory<byte> Data, Address? From = null);
