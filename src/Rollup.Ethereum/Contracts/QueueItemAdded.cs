using Rollup.Ethereum.Abi;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Ethereum.Contracts;

/// <summary>The event with which L1 announces a deposit or a forced transaction; amounts are wei.</summary>
public sealed record QueueItemAdded(
    ulong Index,
    Address From,
    Address To,
    bool IsCreation,
    U256 Mint,
    U256 Value,
    ulong GasLimit,
    Address RefundAddress,
    byte[] Data,
    Hash256 RollingHash)
{
    /// <summary>The kernel's form of the item.</summary>
    public QueueItem ToQueueItem() => new()
    {
        Index = Index,
        From = From,
        To = To,
        IsCreation = IsCreation,
        Mint = Mint,
        Value = Value,
        GasLimit = GasLimit,
        RefundAddress = RefundAddress,
        Data = Data,
    };

    /// <summary>Whether the rolling hash is that of the queue with this item after <paramref name="before"/>.</summary>
    public bool Follows(in Hash256 before)
    {
        var host = default(SoftwareHost);
        return ToQueueItem().RollingHash(ref host, before) == RollingHash;
    }

    /// <summary>Reads a log of this event; one of another shape is an <see cref="L1MalformedException"/>.</summary>
    public static QueueItemAdded Read(L1Log log)
    {
        if (log.Topics.Count != 4)
            throw new L1MalformedException("A QueueItemAdded log does not have four topics.");
        try
        {
            var topics = new AbiReader([.. log.Topics[1].AsSpan(), .. log.Topics[2].AsSpan(), .. log.Topics[3].AsSpan()]);
            var data = new AbiReader(log.Data);
            return new QueueItemAdded(
                topics.ReadUInt64(),
                topics.ReadAddress(),
                topics.ReadAddress(),
                data.ReadBool(),
                data.ReadU256(),
                data.ReadU256(),
                data.ReadUInt64(),
                data.ReadAddress(),
                data.ReadBytes().ToArray(),
                data.ReadHash());
        }
        catch (FormatException e)
        {
            throw new L1MalformedException($"A QueueItemAdded log cannot be decoded: {e.Message}", e);
        }
    }
}
