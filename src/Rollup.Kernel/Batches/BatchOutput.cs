using System.Buffers.Binary;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Batches;

/// <summary>What <see cref="BatchTransition"/> computes: what is proven, and what the node commits to L1. The data lies in the arena.</summary>
public readonly ref struct BatchOutput
{
    /// <summary>The words that the proof is about, with the hash of the batch.</summary>
    public PublicInput PublicInput { get; init; }

    /// <summary>The header of the batch.</summary>
    public BatchHeader Header { get; init; }

    /// <summary>The header of the batch's last block.</summary>
    public BlockHeader LastBlock { get; init; }

    /// <summary>The batch's messages to L1, in order.</summary>
    public ReadOnlySpan<SentMessage> Messages { get; init; }

    /// <summary>The data for L1.</summary>
    public ReadOnlySpan<byte> Data { get; init; }
}

/// <summary>
/// What a proof states: that on this chain the batch with the one hash is followed by the batch with the other. These words are what the program
/// returns and what L1, which knows all of them, hands to the verifier.
/// </summary>
public readonly struct PublicInput : IEquatable<PublicInput>
{
    /// <summary>The number of bytes that <see cref="WriteTo"/> writes, a multiple of eight.</summary>
    public const int Size = ParentHashOffset + (2 * Hash256.Size);

    private const int RollupOffset = sizeof(ulong);

    // The address is padded to whole words of eight bytes.
    private const int ParentHashOffset = RollupOffset + 24;

    /// <summary>The chain id of L1.</summary>
    public ulong L1ChainId { get; init; }

    /// <summary>The address of the RollupChain on L1.</summary>
    public Address Rollup { get; init; }

    /// <summary>The hash of the batch that is built on.</summary>
    public Hash256 ParentHash { get; init; }

    /// <summary>The hash of the last batch that follows it.</summary>
    public Hash256 BatchHash { get; init; }

    /// <summary>The words as the program returns them: chain id (little-endian), address, four zero bytes, parent hash, batch hash.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, L1ChainId);
        Span<byte> address = destination[RollupOffset..ParentHashOffset];
        address.Clear();
        Rollup.CopyTo(address);
        ParentHash.CopyTo(destination[ParentHashOffset..]);
        BatchHash.CopyTo(destination[(ParentHashOffset + Hash256.Size)..]);
    }

    /// <summary>Reads what <see cref="WriteTo"/> writes; the four zero bytes are not looked at.</summary>
    public static PublicInput Read(ReadOnlySpan<byte> source) => new()
    {
        L1ChainId = BinaryPrimitives.ReadUInt64LittleEndian(source),
        Rollup = Address.FromSpan(source.Slice(RollupOffset, Address.Size)),
        ParentHash = Hash256.FromSpan(source.Slice(ParentHashOffset, Hash256.Size)),
        BatchHash = Hash256.FromSpan(source.Slice(ParentHashOffset + Hash256.Size, Hash256.Size)),
    };

    /// <inheritdoc/>
    public bool Equals(PublicInput other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PublicInput other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => BatchHash.GetHashCode();

    /// <summary>Equality of all words.</summary>
    public static bool operator ==(in PublicInput a, in PublicInput b) =>
        a.L1ChainId == b.L1ChainId && a.Rollup == b.Rollup && a.ParentHash == b.ParentHash && a.BatchHash == b.BatchHash;

    /// <summary>Inequality.</summary>
    public static bool operator !=(in PublicInput a, in PublicInput b) => !(a == b);
}
