using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Blocks;

/// <summary>
/// Builds the header of a block from its transactions' results, in order: queue items first, then signed transactions. It keeps running
/// hashes only; start from <c>default</c>.
/// </summary>
public ref struct BlockAccumulator
{
    private Keccak256Hasher _transactions;
    private Keccak256Hasher _receipts;
    private LogsBloom _bloom;

    /// <summary>The gas used so far.</summary>
    public ulong GasUsed { get; private set; }

    /// <summary>The cells that the transactions so far cost to prove.</summary>
    public ulong ProvingCost { get; private set; }

    /// <summary>Whether a transaction with this gas limit may come next (Yellow Paper, equation 65: the limit, not the usage, has to fit).</summary>
    public readonly bool HasRoomFor(in BlockContext context, ulong gasLimit) =>
        GasUsed <= context.GasLeft && gasLimit <= context.GasLeft - GasUsed;

    /// <summary>Adds the next transaction, with the logs in a <see cref="LogBuffer"/>'s form, and returns the hash of its receipt.</summary>
    public Hash256 Add<THost>(ref THost host, in Hash256 transactionHash, byte type, in TransactionResult result, scoped ReadOnlySpan<byte> logs)
        where THost : struct, IHost, allows ref struct
    {
        GasUsed += result.GasUsed;
        ProvingCost += result.ProvingCost;
        Hash256 receipt = Receipt.Hash(ref host, type, result.Succeeded, GasUsed, logs, ref _bloom);
        _transactions.Update(ref host, transactionHash.AsSpan());
        _receipts.Update(ref host, receipt.AsSpan());
        return receipt;
    }

    /// <summary>The header of the block, to be asked for once; <paramref name="stateRoot"/> is that of the parent batch.</summary>
    public BlockHeader Finish<THost>(ref THost host, in BlockContext context, in Hash256 parentHash, in Hash256 stateRoot)
        where THost : struct, IHost, allows ref struct
    {
        return new BlockHeader
        {
            ParentHash = parentHash,
            Beneficiary = context.Config.FeeVault,
            StateRoot = stateRoot,
            TransactionsRoot = _transactions.Finish(ref host),
            ReceiptsRoot = _receipts.Finish(ref host),
            LogsBloom = _bloom,
            Number = context.Number,
            GasLimit = context.Config.BlockGasLimit,
            GasUsed = GasUsed,
            Timestamp = context.Timestamp,
            SecondUsage = new SecondUsage { Gas = context.UsedBefore.Gas + GasUsed, ProvingCost = context.UsedBefore.ProvingCost + ProvingCost },
            BaseFeePerGas = context.BaseFee,
        };
    }
}
