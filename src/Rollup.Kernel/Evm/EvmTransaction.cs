using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Evm.Instructions;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.State;
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
        int sender = journal.Load(ref state, in call.Sender);
        if (journal.Fault != EvmFault.None)
            return journal.Fault;

        U256 upfront = (call.GasPrice * transaction.GasLimit) + call.BlobFee;
        journal.SetBalance(sender, journal.Account(sender)->Balance - upfront);
        journal.SetNonce(sender, transaction.Nonce + 1);
        _ = journal.Warm(sender);
        WarmAccessList(ref machine, ref state, transaction.AccessList);
        if (TFork.IsPrague && journal.Fault == EvmFault.None)
            ProcessAuthorizations(ref machine, ref host, ref state, transaction.AuthorizationList);
        if (journal.Fault != EvmFault.None)
            return journal.Fault;

        if (!TryIsTransfer<TFork, TState>(ref state, in transaction, in call, out bool isTransfer))
            return EvmFault.StateMissing;
        Step outcome = isTransfer
            ? Transfer(ref machine, ref tracer, in transaction, in call, sender)
            : RunTopFrame<TFork, THost, TState, TTracer>(ref machine, ref host, ref state, ref tracer, in transaction, in call, sender);
        if (outcome == Step.Fault)
            return journal.Fault;

        Frame* frame = machine.Frames;
        ulong used = transaction.GasLimit - (ulong)frame->Gas;
        ulong refund = Math.Min((ulong)Math.Max(journal.Refund, 0), used / (ulong)GasCost.RefundQuotient);
        result.Outcome = outcome;
        result.GasUsedBeforeRefunds = Math.Max(used, call.FloorGas);
        result.GasUsed = Math.Max(used - refund, call.FloorGas);
        result.Output = frame->Output;
        result.OutputLength = frame->OutputLength;
        if (transaction.IsCreation && outcome == Step.Return)
            result.Created = frame->SelfAddress;

        U256 returned = call.GasPrice * (transaction.GasLimit - result.GasUsed);
        journal.SetBalance(sender, journal.Account(sender)->Balance + returned);
        CopyLogs(ref journal, ref logs);
        if (journal.Fault != EvmFault.None)
            return journal.Fault;

        // The tip of a recipient that destroyed itself goes with it: accounts are removed last.
        bool isTipLost = journal.IsDestroyed(in block.Coinbase);
        bool isCommitted = TryCommit(ref machine, ref host, ref state)
            && (!isTransfer || state.TryCredit(transaction.To, transaction.Value))
            && (isTipLost || state.TryCredit(in block.Coinbase, call.Tip * result.GasUsed));
        if (!isCommitted)
            journal.Fault = EvmFault.StateMissing;
        return journal.Fault;
    }

    private static void Begin<TFork>(ref EvmMachine machine, in EvmBlock block, scoped in EvmCall call)
        where TFork : struct, IFork
    {
        ref Journal journal = ref machine.Journal;
        journal.Begin(block.Number ^ (block.Timestamp << 32) ^ block.BaseFee.L0 ^ block.PrevRandao.L0);
        journal.Coinbase = block.Coinbase;
        journal.LastPrecompile = (ulong)(TFork.IsPrague ? PrecompileId.Bls12MapFp2ToG2 : PrecompileId.PointEvaluation);
        journal.HasP256 = TFork.IsOsaka;
        machine.Block = block;
        machine.Depth = 0;
        machine.ReturnDataLength = 0;
        machine.Origin = new EvmOrigin { Sender = call.Sender, GasPrice = call.GasPrice, BlobCount = call.BlobHashes.Length };
        machine.Origin.BlobHashes = (Hash256*)journal.Arena.Allocate((nuint)(call.BlobHashes.Length * Hash256.Size));
        if (machine.Origin.BlobHashes == null)
            journal.Fault = EvmFault.MemoryExhausted;
        else
            call.BlobHashes.CopyTo(new Span<Hash256>(machine.Origin.BlobHashes, call.BlobHashes.Length));
    }

    /// <summary>
    /// Whether nothing runs: the recipient has no code, and gets none from an authorization. Its balance is not read then, so that
    /// transfers to one account commute. False if the state view lacks the recipient.
    /// </summary>
    private static bool TryIsTransfer<TFork, TState>(ref TState state, scoped in Transaction transaction, scoped in EvmCall call, out bool isTransfer)
        where TFork : struct, IFork
        where TState : struct, IEvmState, allows ref struct
    {
        isTransfer = false;
        Address to = transaction.To;
        bool mayRun = transaction.IsCreation || transaction.AuthorizationList.Count != 0 || to == call.Sender
            || Precompile.TryIdentify<TFork>(in to, out _);
        if (mayRun)
            return true;
        if (!state.TryHasCode(in to, out bool hasCode))
            return false;
        isTransfer = !hasCode;
        return true;
    }

    /// <summary>Takes the value from the sender; the recipient is credited when everything else is committed.</summary>
    private static Step Transfer<TTracer>(ref EvmMachine machine, ref TTracer tracer, scoped in Transaction transaction, scoped in EvmCall call, int sender)
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        Frame* frame = machine.Frames;
        frame->Gas = (long)(transaction.GasLimit - call.IntrinsicGas);
        frame->Output = machine.Memories;
        frame->OutputLength = 0;
        ref Journal journal = ref machine.Journal;
        journal.SetBalance(sender, journal.Account(sender)->Balance - transaction.Value);
        if (TTracer.IsEnabled)
        {
            TraceTopFrame(ref tracer, in transaction, in call, transaction.To, frame->Gas);
            tracer.OnExit(0, Step.Return, frame->Gas, default);
        }

        return Step.Return;
    }

    private static Step RunTopFrame<TFork, THost, TState, TTracer>(
        ref EvmMachine machine, ref THost host, ref TState state, ref TTracer tracer, scoped in Transaction transaction, scoped in EvmCall call, int sender)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        ref Journal journal = ref machine.Journal;
        Address to = transaction.IsCreation
            ? CreateInstructions.AddressOfCreate(ref host, in call.Sender, transaction.Nonce)
            : transaction.To;
        int self = journal.Load(ref state, in to);
        byte* data = journal.Arena.Allocate((nuint)transaction.Data.Length);
        if (data == null)
            journal.Fault = EvmFault.MemoryExhausted;
        if (journal.Fault != EvmFault.None)
            return Step.Fault;
        transaction.Data.CopyTo(new Span<byte>(data, transaction.Data.Length));
        _ = journal.Warm(self);

        Frame* frame = machine.Frames;
        frame->Gas = (long)(transaction.GasLimit - call.IntrinsicGas);
        frame->Self = self;
        frame->SelfAddress = to;
        frame->Caller = call.Sender;
        frame->Value = transaction.Value;
        frame->IsStatic = false;
        if (TTracer.IsEnabled)
            TraceTopFrame(ref tracer, in transaction, in call, in to, frame->Gas);

        Step step = transaction.IsCreation
            ? CreateInstructions.Enter(ref machine, ref state, frame, sender, new ReadOnlySpan<byte>(data, transaction.Data.Length), machine.Memories, machine.Stacks)
            : EnterCall<TFork, THost, TState>(ref machine, ref host, ref state, frame, sender, data, transaction.Data.Length);
        if (step == Step.EnterFrame)
            step = Interpreter.Run<TFork, THost, TState, TTracer>(ref machine, ref host, ref state, ref tracer);
        step = step == Step.Fault ? Step.Fault : FrameTransitions.Settle(ref machine, ref host, frame, step);
        if (TTracer.IsEnabled && step != Step.Fault)
            tracer.OnExit(0, step, frame->Gas, new ReadOnlySpan<byte>(frame->Output, frame->OutputLength));
        return step;
    }

    private static void TraceTopFrame<TTracer>(ref TTracer tracer, scoped in Transaction transaction, scoped in EvmCall call, in Address to, long gas)
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        var traced = new TracedFrame
        {
            Opcode = transaction.IsCreation ? Opcode.Create : Opcode.Call, From = call.Sender, To = to, Value = transaction.Value, Gas = gas, Input = transaction.Data,
        };
        tracer.OnEnter(in traced);
    }

    private static Step EnterCall<TFork, THost, TState>(
        ref EvmMachine machine, ref THost host, ref TState state, Frame* frame, int sender, byte* data, int dataLength)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
    {
        ref Journal journal = ref machine.Journal;
        frame->Checkpoint = journal.Take();
        frame->IsCreation = false;
        frame->Input = data;
        frame->InputLength = dataLength;
        journal.Transfer(sender, frame->Self, in frame->Value);
        if (Precompile.TryIdentify<TFork>(in frame->SelfAddress, out PrecompileId precompile))
            return CallInstructions.RunPrecompile<TFork, THost>(ref machine, ref host, frame, precompile);

        if (!StateInstructions.TryLoadCode(ref machine, ref state, frame->Self, out CodeView code))
            return Step.Fault;
        if (TFork.IsPrague && Delegation.TryRead(code.AsSpan(), out Address delegated))
        {
            int target = journal.Load(ref state, in delegated);
            if (target < 0)
                return Step.Fault;
            _ = journal.Warm(target);
            if (!StateInstructions.TryLoadCode(ref machine, ref state, target, out code))
                return Step.Fault;
        }

        FrameTransitions.Prepare(frame, in code, machine.Memories, machine.Stacks);
        return code.Length == 0 ? Step.Return : Step.EnterFrame;
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

    /// <summary>EIP-7702: each valid authorization makes its authority delegate; invalid ones are passed over.</summary>
    private static void ProcessAuthorizations<THost, TState>(ref EvmMachine machine, ref THost host, ref TState state, AuthorizationList list)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
    {
        ref Journal journal = ref machine.Journal;
        var entries = new RlpReader(list.Content);
        while (!entries.IsAtEnd)
        {
            if (Authorization.Read(ref entries, out Authorization authorization) != RlpError.None)
                return;
            bool isForThisChain = authorization.ChainId.IsZero || authorization.ChainId == machine.Block.ChainId;
            if (!isForThisChain || authorization.Nonce == ulong.MaxValue || !authorization.TryRecoverAuthority(ref host, out Address authority))
                continue;
            int account = journal.Load(ref state, in authority);
            if (account < 0)
                return;
            _ = journal.Warm(account);
            if (!StateInstructions.TryLoadCode(ref machine, ref state, account, out CodeView code))
                return;
            if ((code.Length != 0 && !Delegation.TryRead(code.AsSpan(), out _)) || journal.Account(account)->Nonce != authorization.Nonce)
                continue;

            // The charge assumed a new account; half of it comes back for one that exists.
            if (!journal.Account(account)->IsDead)
                journal.Refund += GasCost.NewAccount / 2;
            if (!TryDelegate(ref journal, ref host, account, authorization.Target))
                return;
            journal.SetNonce(account, authorization.Nonce + 1);
        }
    }

    private static bool TryDelegate<THost>(ref Journal journal, ref THost host, int account, in Address target)
        where THost : struct, IHost, allows ref struct
    {
        if (target.IsZero)
        {
            journal.ReplaceCode(account, default, AccountState.EmptyCodeHash);
            return true;
        }

        byte* memory = journal.Arena.Allocate(Delegation.Size + CodeView.Padding + 8);
        if (memory == null)
        {
            journal.Fault = EvmFault.MemoryExhausted;
            return false;
        }

        Span<byte> bytes = stackalloc byte[Delegation.Size];
        Delegation.Write(in target, bytes);
        CodeView code = FrameTransitions.LayOut(bytes, memory);
        journal.ReplaceCode(account, in code, Keccak256.Hash(ref host, bytes));
        return true;
    }

    private static void CopyLogs(ref Journal journal, scoped ref LogBuffer logs)
    {
        Span<Hash256> topics = stackalloc Hash256[LogBuffer.MaxTopics];
        for (int i = 0; i < journal.Logs.Count; i++)
        {
            LogEntry* log = journal.Logs.Items + i;
            for (int topic = 0; topic < log->TopicCount; topic++)
                topics[topic] = log->Topic(topic);
            if (!logs.TryAppend(in log->Address, topics[..log->TopicCount], log->DataLength, out Span<byte> data))
                return;
            new ReadOnlySpan<byte>(log->Data, log->DataLength).CopyTo(data);
        }
    }

    /// <summary>Writes what changed; accounts that are dead and touched, or destroyed, are removed (EIP-161, EIP-6780).</summary>
    private static bool TryCommit<THost, TState>(ref EvmMachine machine, ref THost host, ref TState state)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
    {
        ref Journal journal = ref machine.Journal;
        for (int i = 0; i < journal.Slots.Count; i++)
        {
            SlotEntry* slot = journal.Slots.Items + i;
            AccountEntry* owner = journal.Account(slot->Account);
            bool isChanged = slot->Value != slot->Original && (owner->Flags & AccountFlags.Destroyed) == AccountFlags.None;
            if (isChanged && !state.TrySetSlot(in owner->Address, in slot->Slot, in slot->Value))
                return false;
        }

        for (int i = 0; i < journal.Accounts.Count; i++)
        {
            if (!TryCommitAccount(journal.Account(i), ref host, ref state))
                return false;
        }

        return true;
    }

    private static bool TryCommitAccount<THost, TState>(AccountEntry* entry, ref THost host, ref TState state)
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
    {
        bool isRemoved = (entry->Flags & AccountFlags.Destroyed) != AccountFlags.None
            || (entry->IsDead && (entry->Flags & AccountFlags.Touched) != AccountFlags.None);
        if (isRemoved)
            return state.TrySetAccount(in entry->Address, AccountState.Empty);
        bool isCodeChanged = (entry->Flags & AccountFlags.CodeChanged) != AccountFlags.None;
        bool isChanged = entry->Nonce != entry->Original.Nonce || entry->Balance != entry->Original.Balance || isCodeChanged;
        if (!isChanged)
            return true;

        Digest commitment = entry->Original.CodeCommitment;
        if (isCodeChanged)
        {
            commitment = CodeCommitment.Compute(ref host, entry->Code.AsSpan());
            if (entry->CodeSize != 0 && !state.TrySetCode(in entry->CodeHash, entry->Code.AsSpan()))
                return false;
        }

        var account = new AccountState(entry->Nonce, in entry->Balance, in entry->CodeHash, in commitment, entry->CodeSize);
        return state.TrySetAccount(in entry->Address, in account);
    }
}
