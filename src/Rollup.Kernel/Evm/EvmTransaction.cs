using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Evm.Instructions;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Evm;

/// <summary>
/// Executes one valid transaction (Yellow Paper, 6.2): buys gas, processes authorizations, runs the call or creation, returns gas, pays
/// the tip, and writes what changed to the state. Validity has been checked by the caller.
/// </summary>
public static unsafe class EvmTransaction
{
    /// <summary>
    /// Executes <paramref name="transaction"/>. On a fault the state may have been written in part and is to be discarded. Logs are
    /// appended to <paramref name="logs"/>, which says itself when it overflowed.
    /// </summary>
    public static EvmFault Execute<TFork, THost, TState, TTracer>(
        ref EvmMachine machine,
        ref THost host,
        ref TState state,
        ref TTracer tracer,
        in EvmBlock block,
        scoped in Transaction transaction,
        scoped in EvmCall call,
        scoped ref LogBuffer logs,
        out EvmResult result)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        result = default;
        ref Journal journal = ref machine.Journal;
        Begin<TFork>(ref machine, in block, in call);
        if (!TFork.IsRollup)
            SetBlobs(ref machine, in transaction);
        int sender = journal.Load(ref state, in call.Sender);
        if (journal.Fault != EvmFault.None)
            return journal.Fault;

        U256 upfront = (call.GasPrice * transaction.GasLimit) + call.BlobFee;
        journal.SetBalance(sender, journal.Account(sender)->Balance - upfront);
        journal.SetNonce(sender, transaction.Nonce + 1);
        _ = journal.Warm(sender);
        WarmAccessList(ref machine, ref state, transaction.AccessList);
        if (TFork.IsPrague && journal.Fault == EvmFault.None)
            Authorizations.Process(ref machine, ref host, ref state, transaction.AuthorizationList);
        if (journal.Fault != EvmFault.None)
            return journal.Fault;

        Step outcome = TopFrame.Run<TFork, THost, TState, TTracer>(
            ref machine, ref host, ref state, ref tracer, in transaction, in call, sender, out bool isTransfer);
        if (outcome == Step.Fault)
            return journal.Fault;

        result = TopFrame.Result(ref machine, outcome, transaction.GasLimit, call.FloorGas);
        if (transaction.IsCreation && outcome == Step.Return)
            result.Created = machine.Frames->SelfAddress;
        U256 returned = call.GasPrice * (transaction.GasLimit - result.GasUsed);
        journal.SetBalance(sender, journal.Account(sender)->Balance + returned);
        JournalCommit.CopyLogs(ref journal, ref logs);
        if (TFork.IsRollup)
            result.DataBytes = DataBound.Measure(ref journal) + DataBound.Credit + (isTransfer ? DataBound.Credit : 0);
        if (journal.Fault != EvmFault.None)
            return journal.Fault;

        // The tip of a recipient that destroyed itself goes with it: accounts are removed last.
        bool isTipLost = journal.IsDestroyed(in block.Coinbase);
        bool isCommitted = JournalCommit.TryWrite(ref journal, ref host, ref state)
            && (!isTransfer || state.TryCredit(transaction.To, transaction.Value))
            && (isTipLost || state.TryCredit(in block.Coinbase, call.Tip * result.GasUsed));
        if (!isCommitted)
            journal.Fault = EvmFault.StateMissing;
        return journal.Fault;
    }

    /// <summary>Makes the machine ready for a transaction.</summary>
    internal static void Begin<TFork>(ref EvmMachine machine, in EvmBlock block, scoped in EvmCall call)
        where TFork : struct, IFork
    {
        ref Journal journal = ref machine.Journal;
        journal.Begin(machine.Seed ^ block.Number ^ (block.Timestamp << 32) ^ block.BaseFee.L0 ^ block.PrevRandao.L0);
        journal.Coinbase = block.Coinbase;
        journal.LastPrecompile = (ulong)(TFork.IsPrague ? PrecompileId.Bls12MapFp2ToG2 : PrecompileId.PointEvaluation);
        journal.HasP256 = TFork.IsOsaka;
        machine.Block = block;
        machine.Depth = 0;
        machine.ReturnDataLength = 0;
        machine.Origin = new EvmOrigin { Sender = call.Sender, GasPrice = call.GasPrice };
    }

    /// <summary>Lays the hashes of a blob transaction out for BLOBHASH.</summary>
    private static void SetBlobs(ref EvmMachine machine, scoped in Transaction transaction)
    {
        int count = transaction.BlobHashes.Count;
        machine.Origin.BlobHashes = (Hash256*)machine.Journal.Arena.Allocate((nuint)(count * Hash256.Size));
        if (machine.Origin.BlobHashes == null)
        {
            machine.Journal.Fault = EvmFault.MemoryExhausted;
            return;
        }

        machine.Origin.BlobCount = count;
        transaction.BlobHashes.CopyTo(new Span<Hash256>(machine.Origin.BlobHashes, count));
    }

    private static void WarmAccessList<TState>(ref EvmMachine machine, ref TState state, scoped AccessList list)
        where TState : struct, IEvmState, allows ref struct
    {
        ref Journal journal = ref machine.Journal;
        var entries = new RlpReader(list.Content);
        while (!entries.IsAtEnd)
        {
            if (AccessList.ReadEntry(ref entries, out Address address, out RlpReader keys) != RlpError.None)
                return;
            int account = journal.Load(ref state, in address);
            if (account < 0)
                return;
            _ = journal.Warm(account);
            while (!keys.IsAtEnd)
            {
                if (keys.ReadHash256(out Hash256 key) != RlpError.None)
                    return;
                int slot = journal.LoadSlot(ref state, account, key.ToU256());
                if (slot < 0)
                    return;
                _ = journal.WarmSlot(slot);
            }
        }
    }
}
