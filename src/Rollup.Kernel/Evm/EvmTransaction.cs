using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Logs;
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
        machine.PrecompileCells = 0;
        machine.PrecompileGas = 0;
        machine.IsProvingLimitExceeded = false;
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

/// <summary>What <see cref="EvmTransaction"/> needs to know about a transaction besides its own fields.</summary>
public ref struct EvmCall
{
    /// <summary>The account that signed it, or that L1 sent it for.</summary>
    public Address Sender;

    /// <summary>What the sender pays per gas, in wei.</summary>
    public U256 GasPrice;

    /// <summary>The part of <see cref="GasPrice"/> that is not burned: the tip.</summary>
    public U256 Tip;

    /// <summary>What is charged and burned for blobs (EIP-4844), in wei.</summary>
    public U256 BlobFee;

    /// <summary>Gas charged before anything runs.</summary>
    public ulong IntrinsicGas;

    /// <summary>The least that the transaction uses (EIP-7623).</summary>
    public ulong FloorGas;
}

/// <summary>What a transaction's execution came to.</summary>
public unsafe struct EvmResult
{
    /// <summary>How its frame ended: <see cref="Step.Return"/> is success.</summary>
    public Step Outcome;

    /// <summary>Gas used after refunds, at least the floor.</summary>
    public ulong GasUsed;

    /// <summary>Gas used before refunds: what a caller has to provide at least.</summary>
    public ulong GasUsedBeforeRefunds;

    /// <summary>The cells that it costs to prove (<see cref="Evm.Rules.ProvingCost"/>).</summary>
    public ulong ProvingCost;

    /// <summary>The created contract, if the transaction is a creation that succeeded.</summary>
    public Address Created;

    /// <summary>See <see cref="Blocks.TransactionResult.DataBytes"/>; 0 on official forks.</summary>
    public ulong DataBytes;

    /// <summary>What the frame returned, or reverted with; in the machine's memory, valid until its next transaction.</summary>
    public byte* Output;

    /// <summary>Bytes of output.</summary>
    public int OutputLength;

    /// <summary>Whether the execution succeeded: the receipt's status.</summary>
    public readonly bool Succeeded => Outcome == Step.Return;

    /// <summary>The output in place.</summary>
    public readonly ReadOnlySpan<byte> OutputSpan => new(Output, OutputLength);
}
