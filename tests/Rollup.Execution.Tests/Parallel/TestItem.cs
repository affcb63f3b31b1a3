using Rollup.Execution.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>An item of the L1 queue.</summary>
internal sealed record TestItem(ulong Index, Address From, Address? To)
{
    public U256 Mint { get; init; }

    public U256 Value { get; init; }

    public ulong GasLimit { get; init; } = 300_000;

    public Address RefundAddress { get; init; }

    public byte[] Data { get; init; } = [];

    public QueueItem ToQueueItem() => new()
    {
        Index = Index,
        From = From,
        To = To ?? default,
        IsCreation = To is null,
        Mint = Mint,
        Value = Value,
        GasLimit = GasLimit,
        RefundAddress = RefundAddress,
        Data = Data,
    };

    public BlockTransaction Encode()
    {
        QueueItem item = ToQueueItem();
        byte[] encoded = new byte[item.MaxEncodedLength];
        int length = item.Encode(encoded);
        return BlockTransaction.FromQueue(encoded.AsMemory(0, length), From);
    }
}
