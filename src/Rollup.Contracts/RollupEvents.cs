using Rollup.Contracts.Abi;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Contracts;

/// <summary>The event of a commit, with the log that carries it.</summary>
public sealed record BatchCommitted(ulong Number, Hash256 BatchHash, L1Log Log)
{
    /// <summary>Reads a log of this event; one of another shape is an <see cref="L1MalformedException"/>.</summary>
    public static BatchCommitted Read(L1Log log)
    {
        if (log.Topics.Count != 3 || !log.Topics[1].ToU256().IsUInt64)
            throw new L1MalformedException("A BatchCommitted log cannot be decoded.");
        return new BatchCommitted(log.Topics[1].ToU256().L0, log.Topics[2], log);
    }
}

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
    /// <summary>Reads a log of this event; one of another shape is an <see cref="L1MalformedException"/>.</summary>
    public static QueueItemAdded Read(L1Log log)
    {
        if (log.Topics.Count != 4)
            throw new L1MalformedException("A QueueItemAdded log does not have four topics.");
        try
        {
            var topics = new AbiDecoder([.. log.Topics[1].AsSpan(), .. log.Topics[2].AsSpan(), .. log.Topics[3].AsSpan()]);
            var data = new AbiDecoder(log.Data);
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
