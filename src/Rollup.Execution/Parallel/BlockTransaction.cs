using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Parallel;

/// <summary>A transaction to execute: its encoding, and the sender that was recovered from its signature.</summary>
public readonly struct BlockTransaction(ReadOnlyMemory<byte> encoded, Address sender)
{
    /// <summary>What <c>eth_sendRawTransaction</c> took.</summary>
    public ReadOnlyMemory<byte> Encoded { get; } = encoded;

    /// <summary>The account that signed it.</summary>
    public Address Sender { get; } = sender;
}
