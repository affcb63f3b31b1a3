using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Sending;

/// <summary>A transaction in its broadcast form, with its hash.</summary>
public sealed record SignedTransaction(byte[] Raw, Hash256 Hash);
