using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Tests.Contracts;

/// <summary>A queue item that can be kept on the heap.</summary>
internal sealed record PendingItem(Address From, Address? To, U256 Mint, U256 Value, ulong GasLimit, Address Refund, byte[] Data)
{
    public QueueItem At(ulong index) => new()
    {
        Index = index,
        From = From,
        To = To ?? Address.Zero,
        IsCreation = To is null,
        Mint = Mint,
        Value = Value,
        GasLimit = GasLimit,
        RefundAddress = Refund,
        Data = Data,
    };
}
