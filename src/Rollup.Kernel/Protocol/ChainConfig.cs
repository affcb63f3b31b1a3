using Rollup.Kernel.Abi;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Protocol;

/// <summary>
/// What distinguishes one chain from another. Its hash is in every batch header, and L1 refuses headers with another one.
/// The encoding is the ABI's, one word per property in the order of declaration.
/// </summary>
public readonly struct ChainConfig
{
    /// <summary>The number of bytes of the ABI encoding.</summary>
    public const int EncodedSize = 13 * AbiWriter.WordSize;

    /// <summary>
    /// The least <see cref="MaxDataBytes"/>. Half of it holds more than the head of any batch's data, the other half more than
    /// a transaction that changes only its sender, its recipient and the fee vault.
    /// </summary>
    public const ulong MinDataBytes = 1024;

    /// <summary>The largest <see cref="MaxDataBytes"/>: a batch that its data leaves room for has no more messages than their tree has.</summary>
    public const ulong LargestDataBytes = MessageTree.Capacity * Hash256.Size;

    /// <summary>The chain id of L1.</summary>
    public ulong L1ChainId { get; init; }

    /// <summary>The RollupChain contract on L1.</summary>
    public Address Rollup { get; init; }

    /// <summary>The Bridge contract on L1.</summary>
    public Address Bridge { get; init; }

    /// <summary>The chain id of this rollup.</summary>
    public ulong L2ChainId { get; init; }

    /// <summary>The account that receives the tips; the beneficiary of every block.</summary>
    public Address FeeVault { get; init; }

    /// <summary>The gas limit of every block.</summary>
    public ulong BlockGasLimit { get; init; }

    /// <summary>The floor of the base fee, in wei per gas.</summary>
    public U256 MinimumBaseFee { get; init; }

    /// <summary>The base fee changes by at most one part in this many per block (EIP-1559: 8).</summary>
    public ulong BaseFeeChangeDenominator { get; init; }

    /// <summary>The gas limit divided by the gas target (EIP-1559: 2).</summary>
    public ulong ElasticityMultiplier { get; init; }

    /// <summary>The most bytes of L1 data that a batch may have.</summary>
    public ulong MaxDataBytes { get; init; }

    /// <summary>The gas of L1 queue items that a batch is obliged to take at most.</summary>
    public ulong MaxForcedGas { get; init; }

    /// <summary>The highest gas limit of one L1 queue item.</summary>
    public ulong MaxItemGas { get; init; }

    /// <summary>The execution rules: 1 for Osaka.</summary>
    public ulong ForkId { get; init; }

    /// <summary>The gas usage at which the base fee stays as it is; 0 if the elasticity is 0.</summary>
    public ulong GasTarget => ElasticityMultiplier == 0 ? 0 : BlockGasLimit / ElasticityMultiplier;

    /// <summary>
    /// The most L1 data that one transaction may cause, in bytes: half of a batch's, so that a batch of one block and one transaction always fits,
    /// and no batch has to end before it is half full.
    /// </summary>
    public ulong MaxTransactionDataBytes => MaxDataBytes / 2;

    /// <summary>
    /// Whether the rules are defined: no division by zero, every queue item fits into a block, and what no transaction can avoid fits into a batch,
    /// as do all messages that its data has room for.
    /// </summary>
    public bool IsValid =>
        GasTarget != 0 && BaseFeeChangeDenominator != 0 && MaxItemGas <= BlockGasLimit && ForkId == 1 
        && MaxDataBytes is >= MinDataBytes and <= LargestDataBytes;

    /// <summary>Writes <see cref="EncodedSize"/> bytes to the start of <paramref name="destination"/>.</summary>
    public void Encode(scoped Span<byte> destination)
    {
        var writer = new AbiWriter(destination);
        writer.Write(L1ChainId);
        writer.Write(Rollup);
        writer.Write(Bridge);
        writer.Write(L2ChainId);
        writer.Write(FeeVault);
        writer.Write(BlockGasLimit);
        writer.Write(MinimumBaseFee);
        writer.Write(BaseFeeChangeDenominator);
        writer.Write(ElasticityMultiplier);
        writer.Write(MaxDataBytes);
        writer.Write(MaxForcedGas);
        writer.Write(MaxItemGas);
        writer.Write(ForkId);
    }

    /// <summary>Decodes exactly <see cref="EncodedSize"/> bytes; false if a word exceeds its type.</summary>
    public static bool TryDecode(scoped ReadOnlySpan<byte> source, out ChainConfig config)
    {
        var reader = new AbiReader(source);
        bool ok = reader.TryRead(out ulong l1ChainId)
            & reader.TryRead(out Address rollup)
            & reader.TryRead(out Address bridge)
            & reader.TryRead(out ulong l2ChainId)
            & reader.TryRead(out Address feeVault)
            & reader.TryRead(out ulong blockGasLimit)
            & reader.TryRead(out U256 minimumBaseFee)
            & reader.TryRead(out ulong baseFeeChangeDenominator)
            & reader.TryRead(out ulong elasticityMultiplier)
            & reader.TryRead(out ulong maxDataBytes)
            & reader.TryRead(out ulong maxForcedGas)
            & reader.TryRead(out ulong maxItemGas)
            & reader.TryRead(out ulong forkId)
            & reader.Rest.IsEmpty;
        config = new ChainConfig
        {
            L1ChainId = l1ChainId,
            Rollup = rollup,
            Bridge = bridge,
            L2ChainId = l2ChainId,
            FeeVault = feeVault,
            BlockGasLimit = blockGasLimit,
            MinimumBaseFee = minimumBaseFee,
            BaseFeeChangeDenominator = baseFeeChangeDenominator,
            ElasticityMultiplier = elasticityMultiplier,
            MaxDataBytes = maxDataBytes,
            MaxForcedGas = maxForcedGas,
            MaxItemGas = maxItemGas,
            ForkId = forkId,
        };
        return ok;
    }

    /// <summary>Keccak-256 of the ABI encoding.</summary>
    public Hash256 Hash<THost>(ref THost host)
        where THost : struct, IHost, allows ref struct
    {
        Span<byte> encoded = stackalloc byte[EncodedSize];
        Encode(encoded);
        return Keccak256.Hash(ref host, encoded);
    }
}
