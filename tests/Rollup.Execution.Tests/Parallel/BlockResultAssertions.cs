using Rollup.Execution.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Execution.Tests.Parallel;

internal static class BlockResultAssertions
{
    private static readonly Comparer<Hash256> HashOrder = Comparer<Hash256>.Create((a, b) => a.AsSpan().SequenceCompareTo(b.AsSpan()));

    /// <summary>Everything that two executions of a block must agree about: every receipt, log and final value.</summary>
    public static void ShouldAgreeWith(this BlockResult actual, BlockResult expected, string because)
    {
        actual.Transactions.Count.ShouldBe(expected.Transactions.Count, because);
        for (int i = 0; i < expected.Transactions.Count; i++)
            Describe(actual.Transactions[i]).ShouldBe(Describe(expected.Transactions[i]), $"{because}, transaction {i}");
        actual.GasUsed.ShouldBe(expected.GasUsed, because);
        Accounts(actual).ShouldBe(Accounts(expected), because);
        Slots(actual).ShouldBe(Slots(expected), because);
        Codes(actual).ShouldBe(Codes(expected), because);
        actual.Touched.Count.ShouldBe(expected.Touched.Count, because);
        actual.Touched.Except(expected.Touched).ShouldBeEmpty(because);
        actual.CodesRead.Order(HashOrder).ShouldBe(expected.CodesRead.Order(HashOrder), because);
    }

    /// <summary>All that a receipt says, as text.</summary>
    public static string Describe(ExecutedTransaction transaction) =>
        $"{transaction.Result.Reason} {transaction.Result.RuleError} {transaction.Result.Succeeded} {transaction.Result.GasUsed} "
        + $"{Text(transaction.Result.EffectiveGasPrice)} {Text(transaction.Result.Created)} {Convert.ToHexString(transaction.Logs.Span)}";

    private static string[] Accounts(BlockResult result) => [.. result.Changes.Accounts
        .Select(entry => $"{Text(entry.Key)}: {entry.Value.Nonce} {Text(entry.Value.Balance)} {Text(entry.Value.CodeHash.ToU256())} "
            + $"{Text(entry.Value.CodeCommitment.ToHash256().ToU256())} {entry.Value.CodeSize}")
        .Order(StringComparer.Ordinal)];

    private static string[] Slots(BlockResult result) => [.. result.Changes.Slots
        .Select(entry => $"{Text(entry.Key.Address)}[{Text(entry.Key.Slot)}]: {Text(entry.Value)}")
        .Order(StringComparer.Ordinal)];

    private static string[] Codes(BlockResult result) => [.. result.Changes.Codes
        .Select(entry => $"{Text(entry.Key.ToU256())}: {Convert.ToHexString(entry.Value.Span)}")];

    private static string Text(Address address) => Convert.ToHexString(address.AsSpan());

    private static string Text(U256 value) => $"{value.L3:x16}{value.L2:x16}{value.L1:x16}{value.L0:x16}";
}
