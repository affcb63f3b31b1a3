using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Protocol;

/// <summary>What is the same on every chain of this protocol version.</summary>
public static class ProtocolConstants
{
    /// <summary>The version in the batch headers that this kernel produces.</summary>
    public const ulong Version = 1;

    /// <summary>The number of past block hashes that the ring of <see cref="BlockHashes"/> keeps.</summary>
    public const int BlockHashRing = 256;

    /// <summary>The code of both system accounts: one INVALID byte, so that a Solidity caller's check for code passes.</summary>
    public const byte SystemAccountCode = 0xFE;

    /// <summary>The nonce of both system accounts at genesis.</summary>
    public const ulong SystemAccountNonce = 1;

    /// <summary>The base fee of the genesis block in wei, unless the configured minimum is higher.</summary>
    public const ulong GenesisBaseFee = 1_000_000_000;

    /// <summary>The contract that sends messages to L1. The kernel itself answers calls to it; storage slot 0 is the next message's nonce.</summary>
    public static Address Messenger =>
        Address.FromSpan([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xA0, 0x01]);

    /// <summary>
    /// The account whose slot n mod 256 holds the hash of block n. A batch writes those of its own last 256 blocks when all have been executed;
    /// the genesis block's hash is never there, since the state would have to contain a hash of itself.
    /// </summary>
    public static Address BlockHashes =>
        Address.FromSpan([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xA0, 0x02]);

    /// <summary>What L1 adds, modulo 2^160, to the address of a contract that sends to L2.</summary>
    public static Address AliasOffset =>
        Address.FromSpan([0x11, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x11]);
}
