using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Evm;

/// <summary>Executes an item of the L1 queue, as <see cref="EvmTransaction"/> does a signed transaction, except that nothing can be wrong with it.</summary>
internal static unsafe class EvmQueueItem
{
    /// <summary>
    /// Executes <paramref name="item"/>: see <see cref="TransactionProcessor.ExecuteItem"/>. Faults and logs are as with a signed transaction.
    /// </summary>
    public static EvmFault Execute<TFork, THost, TState, TTracer>(
        ref EvmMachine machine,
        ref THost host,
        ref TState state,
        ref TTracer tracer,
        in EvmBlock block,
        scoped in QueueItem item,
        scoped ref LogBuffer logs,
        out EvmResult result)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        result = default;
        ref Journal journal = ref machine.Journal;
        IntrinsicGas intrinsic = IntrinsicGas.Of(item.Data, item.IsCreation, accessListAddresses: 0, accessListStorageKeys: 0);
        var call = new EvmCall { Sender = item.From, IntrinsicGas = intrinsic.Gas, FloorGas = intrinsic.Floor };
        EvmTransaction.Begin<TFork>(ref machine, in block, in call);
        int sender = journal.Load(ref state, in call.Sender);
        if (journal.Fault != EvmFault.None)
            return journal.Fault;

        ulong nonce = journal.Account(sender)->Nonce;
        journal.SetNonce(sender, nonce == ulong.MaxValue ? nonce : nonce + 1);
        Credit(ref journal, sender, item.Mint);
        _ = journal.Warm(sender);

        Step outcome;
        bool isTransfer = false;
        if (IsExecutable(in item, in intrinsic, in journal.Account(sender)->Balance))
        {
            var transaction = new Transaction
            {
                Nonce = nonce, GasLimit = item.GasLimit, IsCreation = item.IsCreation, To = item.To, Value = item.Value, Data = item.Data,
            };
            outcome = TopFrame.Run<TFork, THost, TState, TTracer>(
                ref machine, ref host, ref state, ref tracer, in transaction, in call, sender, out isTransfer);
            if (outcome == Step.Fault)
                return journal.Fault;
            result = TopFrame.Result(ref machine, outcome, item.GasLimit, intrinsic.Floor);
            if (item.IsCreation && outcome == Step.Return)
                result.Created = machine.Frames->SelfAddress;
        }
        else
        {
            outcome = TopFrame.Refuse(ref machine);
            result = TopFrame.Result(ref machine, outcome, item.GasLimit, floorGas: 0);
        }

        if (outcome != Step.Return && !TryMoveMint(ref journal, ref state, sender, in item))
            return journal.Fault;
        JournalCommit.CopyLogs(ref journal, ref logs);
        if (TFork.IsRollup)
            result.DataBytes = DataBound.Measure(ref journal) + (isTransfer ? DataBound.Credit : 0);
        if (journal.Fault == EvmFault.None
            && !(JournalCommit.TryWrite(ref journal, ref host, ref state) && (!isTransfer || state.TryCredit(item.To, item.Value))))
            journal.Fault = EvmFault.StateMissing;
        return journal.Fault;
    }

    /// <summary>The conditions that Ethereum has for a transaction, as far as an item can break them.</summary>
    private static bool IsExecutable(scoped in QueueItem item, in IntrinsicGas intrinsic, in U256 balance) =>
        intrinsic.Required <= item.GasLimit
        && item.GasLimit <= TransactionRules.MaxGasLimit
        && !(item.IsCreation && item.Data.Length > TransactionRules.MaxInitCodeSize)
        && item.Value <= balance;

    /// <summary>Gives the mint of an item that failed, which its sender still has, to the refund address; false if the state view lacks that.</summary>
    private static bool TryMoveMint<TState>(ref Journal journal, ref TState state, int sender, scoped in QueueItem item)
        where TState : struct, IEvmState, allows ref struct
    {
        if (item.Mint.IsZero)
            return true;
        int refund = journal.Load(ref state, item.RefundAddress);
        if (refund < 0)
            return false;
        journal.SetBalance(sender, journal.Account(sender)->Balance - item.Mint);
        Credit(ref journal, refund, item.Mint);
        return true;
    }

    /// <summary>A balance cannot exceed what was ever deposited on L1, far below 2^256; should it, it stays at the maximum.</summary>
    private static void Credit(ref Journal journal, int account, in U256 amount)
    {
        bool overflows = U256.AddOverflows(journal.Account(account)->Balance, in amount, out U256 sum);
        journal.SetBalance(account, overflows ? U256.MaxValue : sum);
    }
}
