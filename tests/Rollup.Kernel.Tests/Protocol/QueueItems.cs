using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Protocol;

/// <summary>Queue items that differ in everything that their encodings distinguish.</summary>
internal static class QueueItems
{
    /// <summary>Item <paramref name="index"/>: a deposit, calls with data of several lengths, a creation.</summary>
    public static QueueItem Sample(int index) => new()
    {
        Index = (ulong)index,
        From = AddressOf($"from {index}"),
        To = index == 3 ? Address.Zero : AddressOf($"to {index}"),
        IsCreation = index == 3,
        Mint = index == 4 ? U256.MaxValue : (ulong)index * 1_000_000_000_000_000_000,
        Value = index == 0 ? 0 : (ulong)index * 500_000_000_000_000_000,
        GasLimit = 21_000 * ((ulong)index + 1),
        RefundAddress = AddressOf($"refund {index}"),
        Data = Bytes(index switch { 0 => 0, 1 => 1, 2 => 55, 3 => 56, _ => 300 }),
    };
}
