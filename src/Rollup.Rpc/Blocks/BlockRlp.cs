using Rollup.Kernel.Rlp;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Blocks;

/// <summary>
/// Blocks in Ethereum's encoding: the list of header, transactions, uncles and withdrawals, the last two empty. A typed transaction is a string in it, a legacy one the list
/// that it is.
/// </summary>
internal static class BlockRlp
{
    private const int FirstList = 0xC0;
    private const int HeadRoom = 16; // The writer moves a list's content when its head turns out longer.

    private static ReadOnlySpan<byte> EmptyList => [FirstList];

    /// <summary>The length of a block's encoding, from the lengths of its header and of all its transactions as they stand in it.</summary>
    public static ulong Size(int header, long transactions) => (ulong)Listed(header + Listed(transactions) + 2);

    /// <summary>Encodes a block.</summary>
    public static byte[] Encode(BlockRow block, IReadOnlyList<TransactionRow> transactions)
    {
        RlpWriter writer = new(new byte[block.Header.Length + transactions.Sum(transaction => transaction.Raw.Length + HeadRoom) + HeadRoom + HeadRoom]);
        int list = writer.BeginList();
        writer.WriteRaw(block.Header.Span);
        int transactionList = writer.BeginList();
        foreach (TransactionRow transaction in transactions)
        {
            if (transaction.Raw.Span[0] >= FirstList)
                writer.WriteRaw(transaction.Raw.Span);
            else
                writer.WriteBytes(transaction.Raw.Span);
        }

        writer.EndList(transactionList);
        writer.WriteRaw(EmptyList);
        writer.WriteRaw(EmptyList);
        writer.EndList(list);
        return writer.Written.ToArray();
    }

    private static long Listed(long content) => content < 56 ? 1 + content : 1 + content + ((71 - System.Numerics.BitOperations.LeadingZeroCount((ulong)content)) >> 3);
}
