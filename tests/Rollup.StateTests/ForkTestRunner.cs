using System.Text;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Execution.Blocks;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.StateTests;

/// <summary>
/// State tests by the rules of a fork. Every entry runs by the sequential and by the parallel executor and passes only if both give what the file
/// says. As one transaction hardly exercises the latter, both then execute it again amid others like it, and have to agree.
/// </summary>
public sealed class ForkTestRunner<TFork> : StateTestRunner
    where TFork : struct, IFork
{
    private const int Threads = 2;

    /// <summary>Transactions that use more gas are not repeated: they take too long.</summary>
    private const ulong MaxRepeatedGas = 2_000_000;

    /// <summary>Official tests have gas limits of up to 2^63 − 1, and use some hundred million of it.</summary>
    private static readonly ExecutionMemory Memory = new(unchecked((nuint)(4UL << 30)), 1 << 28);

    private readonly CodeCache _codes = new(1 << 26);
    private readonly SequentialExecutor<TFork, StateTestHost> _sequential;
    private readonly ParallelExecutor<TFork, StateTestHost, NoPerturbation> _parallel;

    /// <summary>Reserves the memory.</summary>
    public ForkTestRunner()
        : base(typeof(TFork).Name)
    {
        _sequential = new SequentialExecutor<TFork, StateTestHost>(default, _codes, Memory);
        _parallel = new ParallelExecutor<TFork, StateTestHost, NoPerturbation>(default, _codes, Threads, default, Memory);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _parallel.Dispose();
        _sequential.Dispose();
        _codes.Dispose();
    }

    /// <inheritdoc/>
    protected override string? RunEntry(JsonElement test, TestAccounts accounts, JsonElement entry)
    {
        EvmBlock block = StateTestEnvironment.Parse<TFork>(test, typeof(TFork).Name);
        StateTestTransaction transaction = StateTestTransaction.Parse(StateTestJson.Get(test, "transaction"), StateTestJson.Get(entry, "indexes"), block.ChainId);
        bool isExpectedInvalid = StateTestJson.TryGet(entry, "expectException", out JsonElement exception);
        BlockTransaction single = new(transaction.Encoded, transaction.Sender);
        if (StateTestJson.TryGet(entry, "txbytes", out JsonElement bytes))
        {
            byte[] encoded = StateTestJson.Bytes(bytes);
            string? problem = CheckEncoded(encoded, transaction, out bool isMalformed);
            if (isMalformed)
                return isExpectedInvalid ? null : problem;
            if (problem is not null && !isExpectedInvalid)
                return problem;
            single = new BlockTransaction(encoded, transaction.Sender);
        }

        string? Check(BlockResult result, string mode)
        {
            ExecutedTransaction executed = result.Transactions[0];
            if (executed.IsIncluded != isExpectedInvalid)
                return CheckIncluded(result, mode);
            return isExpectedInvalid ? $"{mode}: was accepted, but is invalid: {exception}" : $"{mode}: was refused: {executed.Result.Reason} {executed.Result.RuleError}";
        }

        string? CheckIncluded(BlockResult result, string mode)
        {
            ExecutedTransaction executed = result.Transactions[0];
            Hash256 logs = HashLogs(executed.Logs.Span);
            if (logs != Expected(entry, "logs"))
                return $"{mode}: logs hash {logs.ToHex()}, expected {Expected(entry, "logs").ToHex()}";
            Address[] touched = !executed.IsIncluded ? [] : executed.Result.Succeeded && transaction.Recipient is { } recipient ? [block.Coinbase, recipient] : [block.Coinbase];
            Hash256 root = StateTrie.Root(accounts.State.After(result.Changes, touched));
            return root == Expected(entry, "hash") ? null : $"{mode}: state root {root.ToHex()}, expected {Expected(entry, "hash").ToHex()}";
        }

        BlockTransaction[] alone = [single];
        string? failure = Check(_sequential.Execute(accounts.State, in block, alone), "sequential");
        if (failure is not null)
            return failure;
        BlockResult parallel = _parallel.Execute(accounts.State, in block, alone);
        failure = Check(parallel, "parallel");
        bool isRepeated = failure is null && !isExpectedInvalid && parallel.GasUsed <= MaxRepeatedGas;
        return isRepeated ? RunAmidOthers(accounts, in block, transaction) : failure;
    }

    /// <summary>
    /// The test's transaction three times, with successive nonces, and in between the same from other senders: a block full of conflicts.
    /// </summary>
    private string? RunAmidOthers(TestAccounts accounts, in EvmBlock block, StateTestTransaction transaction)
    {
        ulong nonce = accounts.State.GetAccount(transaction.Sender).Nonce;
        List<BlockTransaction> transactions = [];
        for (ulong i = 0; i < 3; i++)
        {
            transactions.AddRange(TestAccounts.Others.Select(other => new BlockTransaction(transaction.WithNonce(i), other)));
            transactions.Add(new BlockTransaction(transaction.WithNonce(nonce + i), transaction.Sender));
        }

        BlockTransaction[] all = [.. transactions];
        var room = new BlockRoom(ulong.MaxValue);
        string expected = Describe(_sequential.Execute(accounts.WithOthers, in block, all, room));
        string actual = Describe(_parallel.Execute(accounts.WithOthers, in block, all, room));
        return actual == expected ? null : $"in a block with others the parallel executor gives\n{actual}, the sequential one\n{expected}";
    }

    /// <summary>Everything about the result that does not depend on the schedule.</summary>
    private static string Describe(BlockResult result)
    {
        var text = new StringBuilder();
        foreach (ExecutedTransaction executed in result.Transactions)
        {
            TransactionResult outcome = executed.Result;
            text.AppendLine($"{outcome.Reason} {outcome.RuleError} {outcome.Succeeded} {outcome.GasUsed} {outcome.EffectiveGasPrice.ToHex()} {outcome.Created.ToHex()} {executed.Logs.Span.ToHex()}");
        }

        IEnumerable<string> changes = result.Changes.Accounts.Select(entry => $"{entry.Key.ToHex()} {entry.Value.Nonce} {entry.Value.Balance.ToHex()} {entry.Value.CodeHash.ToHex()}")
            .Concat(result.Changes.Slots.Select(entry => $"{entry.Key.Address.ToHex()} {entry.Key.Slot.ToHex()} {entry.Value.ToHex()}"))
            .Concat(result.Changes.Codes.Select(entry => $"{entry.Key.ToHex()} {entry.Value.Span.ToHex()}"));
        return text.AppendJoin('\n', changes.Order(StringComparer.Ordinal)).ToString();
    }

    /// <summary>What is wrong with the encoded form that the entry gives: it is malformed, or it is not the transaction that the fields give.</summary>
    private static string? CheckEncoded(byte[] encoded, StateTestTransaction transaction, out bool isMalformed)
    {
        var host = default(StateTestHost);
        TransactionError error = TransactionDecoder.Decode<TFork>(encoded, out SignedTransaction signed);
        Address sender = default;
        if (error == TransactionError.None)
            error = signed.RecoverSender(ref host, out sender);
        isMalformed = error != TransactionError.None;
        if (isMalformed)
            return $"txbytes is refused: {error}";
        return sender == transaction.Sender && transaction.HasFieldsOf(encoded) ? null : "txbytes is another transaction than the fields";
    }

    private static Hash256 Expected(JsonElement entry, string name) => HexFormat.ParseHash256(StateTestJson.Get(entry, name).GetString() ?? "");

    private static Hash256 HashLogs(ReadOnlySpan<byte> logs)
    {
        var items = new List<byte[]>();
        var reader = new LogReader(logs);
        while (reader.TryRead(out Log log))
        {
            var topics = new List<byte[]>();
            for (int i = 0; i < log.Topics.Length; i += Hash256.Size)
                topics.Add(Rlp.String(log.Topics.Slice(i, Hash256.Size)));
            items.Add(Rlp.List(Rlp.String(log.Address.AsSpan()), Rlp.List([.. topics]), Rlp.String(log.Data)));
        }

        return Keccak256.Hash(Rlp.List([.. items]));
    }
}
