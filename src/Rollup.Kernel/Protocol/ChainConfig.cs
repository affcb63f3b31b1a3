using Rollup.Kernel.Abi;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm;
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
    public const int EncodedSize = 17 * AbiWriter.WordSize;

    /// <summary>
    /// The least <see cref="MaxDataBytes"/>. Half of it holds more than the head of any batch's data, the other half more than
    /// a transaction that changes only its sender, its recipient and the fee vault.
    /// </summary>
    public const ulong MinDataBytes = 2048;

    /// <summary>The largest limit of gas or cells per second: sums of what a second uses stay far from 2^64.</summary>
    public const ulong LargestLimit = 1UL << 48;

    /// <summary>The largest <see cref="MaxDataBytes"/>: a batch that its data leaves room for has no more messages than their tree has.</summary>
    public const ulong LargestDataBytes = MessageTree.Capacity * Hash256.Size;

    /// <summary>
    /// No transaction can make a batch's L1 data grow by more than a byte for this much of its gas limit. The cheapest bytes found are those of slots
    /// that are rewritten: 5,000 gas for an index and a value of 40 bytes at most.
    /// </summary>
    public const ulong GasPerDataByte = 100;

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

    /// <summary>The gas per second of header time at which the base fee stays as it is.</summary>
    public ulong GasTargetPerSecond { get; init; }

    /// <summary>The most gas that the blocks of one second may use together.</summary>
    public ulong GasLimitPerSecond { get; init; }

    /// <summary>The cells of proof per second at which the base fee stays as it is; more of them raise it, even if gas does not.</summary>
    public ulong ProvingTargetPerSecond { get; init; }

    /// <summary>The most cells of proof that the blocks of one second may cost together.</summary>
    public ulong ProvingLimitPerSecond { get; init; }

    /// <summary>The most cells of proof that the gas of one transaction may buy in precompiles, whose gas does not tell what they cost to prove.</summary>
    public ulong TransactionProvingLimit { get; init; }

    /// <summary>The floor of the base fee, in wei per gas.</summary>
    public U256 MinimumBaseFee { get; init; }

    /// <summary>A second that uses twice its target raises the base fee by one part in this many, and an empty one lowers it by as much.</summary>
    public ulong BaseFeeChangeDenominator { get; init; }

    /// <summary>The most bytes of L1 data that a batch may have.</summary>
    public ulong MaxDataBytes { get; init; }

    /// <summary>The gas of L1 queue items that a batch is obliged to take at most.</summary>
    public ulong MaxForcedGas { get; init; }

    /// <summary>The highest gas limit of one L1 queue item.</summary>
    public ulong MaxItemGas { get; init; }

    /// <summary>The execution rules: 1 for Osaka.</summary>
    public ulong ForkId { get; init; }

    /// <summary>
    /// The most L1 data that one transaction may cause, in bytes: half of a batch's, so that a batch of one block and one transaction always fits,
    /// and no batch has to end before it is half full.
    /// </summary>
    public ulong MaxTransactionDataBytes => MaxDataBytes / 2;

    /// <summary>
    /// Whether a chain can live by the rules: no division by zero; every queue item fits into a block and a second, and what no transaction can avoid into a batch;
    /// the queue items that a batch has to take never fill more than half of its data; all messages that its data has room for fit their tree.
    /// </summary>
    public bool IsValid =>
        GasTargetPerSecond != 0 && ProvingTargetPerSecond != 0 && BaseFeeChangeDenominator != 0
        && MaxItemGas <= BlockGasLimit && BlockGasLimit <= GasLimitPerSecond && GasLimitPerSecond <= LargestLimit
        && ProvingLimitPerSecond <= LargestLimit && TransactionProvingLimit <= ProvingLimitPerSecond
        && ProvingCost.OfGas(MaxItemGas) <= ProvingLimitPerSecond - TransactionProvingLimit
        && MaxItemGas <= MaxForcedGas && ForkId == 1
        && MaxDataBytes is >= MinDataBytes and <= LargestDataBytes
        && MaxForcedGas <= MaxDataBytes / 2 * GasPerDataByte;

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
        writer.Write(GasTargetPerSecond);
        writer.Write(GasLimitPerSecond);
        writer.Write(ProvingTargetPerSecond);
        writer.Write(ProvingLimitPerSecond);
        writer.Write(TransactionProvingLimit);
        writer.Write(MinimumBaseFee);
        writer.Write(BaseFeeChangeDenominator);
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
            & reader.TryRead(out ulong gasTargetPerSecond)
            & reader.TryRead(out ulong gasLimitPerSecond)
            & reader.TryRead(out ulong provingTargetPerSecond)
            & reader.TryRead(out ulong provingLimitPerSecond)
            & reader.TryRead(out ulong transactionProvingLimit)
            & reader.TryRead(out U256 minimumBaseFee)
            & reader.TryRead(out ulong baseFeeChangeDenominator)
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
            GasTargetPerSecond = gasTargetPerSecond,
            GasLimitPerSecond = gasLimitPerSecond,
            ProvingTargetPerSecond = provingTargetPerSecond,
            ProvingLimitPerSecond = provingLimitPerSecond,
            TransactionProvingLimit = transactionProvingLimit,
            MinimumBaseFee = minimumBaseFee,
            BaseFeeChangeDenominator = baseFeeChangeDenominator,
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
