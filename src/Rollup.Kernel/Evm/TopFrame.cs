using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Instructions;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Evm;

/// <summary>The call or creation that a transaction is: from its gas, intrinsic gas paid, to its outcome.</summary>
internal static unsafe class TopFrame
{
    /// <summary>
    /// Runs the call or creation of the journal's account <paramref name="sender"/>, who has the value. With <paramref name="isTransfer"/> nothing
    /// ran, the value has left the sender, and the recipient is to be credited when everything else is committed.
    /// </summary>
    public static Step Run<TFork, THost, TState, TTracer>(
        ref EvmMachine machine,
        ref THost host,
        ref TState state,
        ref TTracer tracer,
        scoped in Transaction transaction,
        scoped in EvmCall call,
        int sender,
        out bool isTransfer)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        if (!TryIsTransfer<TFork, TState>(ref state, in transaction, in call, out isTransfer))
        {
            machine.Journal.Fault = EvmFault.StateMissing;
            return Step.Fault;
        }

        return isTransfer
            ? Transfer(ref machine, ref tracer, in transaction, in call, sender)
            : RunFrame<TFork, THost, TState, TTracer>(ref machine, ref host, ref state, ref tracer, in transaction, in call, sender);
    }

    /// <summary>A frame that ends before it begins: all gas is used, nothing returned.</summary>
    public static Step Refuse(ref EvmMachine machine)
    {
        Frame* frame = machine.Frames;
        frame->Gas = 0;
        frame->Output = machine.Memories;
        frame->OutputLength = 0;
        return Step.OutOfGas;
    }

    /// <summary>What the outcome means for the transaction: gas after refunds (EIP-3529), at least the floor (EIP-7623), output, created contract.</summary>
    public static EvmResult Result(ref EvmMachine machine, Step outcome, ulong gasLimit, ulong floorGas)
    {
        Frame* frame = machine.Frames;
        ulong used = gasLimit - (ulong)frame->Gas;
        ulong refund = Math.Min((ulong)Math.Max(machine.Journal.Refund, 0), used / (ulong)GasCost.RefundQuotient);
        return new EvmResult
        {
            Outcome = outcome,
            GasUsedBeforeRefunds = Math.Max(used, floorGas),
            GasUsed = Math.Max(used - refund, floorGas),
            ProvingCost = ProvingCost.OfGas(Math.Max(used, floorGas) - machine.PrecompileGas) + machine.PrecompileCells,
            Output = frame->Output,
            OutputLength = frame->OutputLength,
        };
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
            || Precompile.TryIdentify<TFork>(in to, out _) || (TFork.IsRollup && to == ProtocolConstants.Messenger);
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

    private static Step RunFrame<TFork, THost, TState, TTracer>(
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
            : EnterCall<TFork, THost, TState, TTracer>(ref machine, ref host, ref state, ref tracer, frame, sender, data, transaction.Data.Length);
        if (step == Step.EnterFrame)
            step = Interpreter.Run<TFork, THost, TState, TTracer>(ref machine, ref host, ref state, ref tracer);
        step = step == Step.Fault ? Step.Fault : FrameTransitions.Settle(ref machine, ref host, frame, step);
        if (TFork.IsRollup && step == Step.Return)
            step = CheckLimits(ref machine, frame);
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

    private static Step EnterCall<TFork, THost, TState, TTracer>(
        ref EvmMachine machine, ref THost host, ref TState state, ref TTracer tracer, Frame* frame, int sender, byte* data, int dataLength)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        ref Journal journal = ref machine.Journal;
        frame->Checkpoint = journal.Take();
        frame->IsCreation = false;
        frame->Input = data;
        frame->InputLength = dataLength;
        journal.Transfer(sender, frame->Self, in frame->Value);
        if (Precompile.TryIdentify<TFork>(in frame->SelfAddress, out PrecompileId precompile))
            return CallInstructions.RunPrecompile<TFork, THost>(ref machine, ref host, frame, precompile);
        if (TFork.IsRollup && frame->SelfAddress == ProtocolConstants.Messenger)
            return Messenger.Run(ref machine, ref host, ref state, ref tracer, frame);

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

    /// <summary>
    /// Undoes the frame, which has succeeded, if the transaction would put more on L1 or cost more to prove than one may: as running out of gas, so
    /// that whoever wants more pays for what was tried. What is left then always fits.
    /// </summary>
    private static Step CheckLimits(ref EvmMachine machine, Frame* frame)
    {
        bool isTooLarge = DataBound.Measure(ref machine.Journal) + DataBound.Credit > machine.Block.MaxTransactionDataBytes;
        if (!isTooLarge && !machine.IsProvingLimitExceeded)
            return Step.Return;
        machine.Journal.Revert(in frame->Checkpoint);
        frame->Gas = 0;
        frame->OutputLength = 0;
        return isTooLarge ? Step.DataLimitExceeded : Step.ProvingLimitExceeded;
    }
}
