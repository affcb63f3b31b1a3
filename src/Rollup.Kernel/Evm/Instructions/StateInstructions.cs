using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Instructions;

/// <summary>Instructions that read or write accounts, storage and block hashes. Each takes its operands, charges, and pops.</summary>
internal static unsafe class StateInstructions
{
    public static Step LoadSlot<TState>(ref EvmMachine machine, ref TState state, Frame* frame)
        where TState : struct, IEvmState, allows ref struct
    {
        U256* top = frame->Top - 1;
        if (frame->Gas < GasCost.ColdSlot && machine.Journal.IsSlotCold(frame->Self, in *top))
            return Step.OutOfGas;
        int slot = machine.Journal.LoadSlot(ref state, frame->Self, in *top);
        if (slot < 0)
            return Step.Fault;
        frame->Gas -= machine.Journal.WarmSlot(slot) ? GasCost.ColdSlot : GasCost.WarmAccess;
        *top = machine.Journal.Slots.Items[slot].Value;
        return frame->Gas < 0 ? Step.OutOfGas : Step.Continue;
    }

    /// <summary>SSTORE: costs and refunds of EIP-2200 as changed by EIP-2929 and EIP-3529.</summary>
    public static Step StoreSlot<TState>(ref EvmMachine machine, ref TState state, Frame* frame)
        where TState : struct, IEvmState, allows ref struct
    {
        if (frame->IsStatic)
            return Step.StaticViolation;
        if (frame->Gas <= GasCost.SlotSentry)
            return Step.OutOfGas;
        U256* top = frame->Top -= 2;
        ref Journal journal = ref machine.Journal;
        int index = journal.LoadSlot(ref state, frame->Self, in top[1]);
        if (index < 0)
            return Step.Fault;
        if (journal.WarmSlot(index))
            frame->Gas -= GasCost.ColdSlot;

        SlotEntry* slot = journal.Slots.Items + index;
        U256 value = top[0];
        if (slot->Value == value)
        {
            frame->Gas -= GasCost.WarmAccess;
        }
        else if (slot->Value == slot->Original)
        {
            frame->Gas -= slot->Original.IsZero ? GasCost.SlotSet : GasCost.SlotReset - GasCost.ColdSlot;
            if (!slot->Original.IsZero && value.IsZero)
                journal.Refund += GasCost.SlotClearRefund;
        }
        else
        {
            frame->Gas -= GasCost.WarmAccess;
            if (!slot->Original.IsZero)
            {
                if (slot->Value.IsZero)
                    journal.Refund -= GasCost.SlotClearRefund;
                else if (value.IsZero)
                    journal.Refund += GasCost.SlotClearRefund;
            }

            if (value == slot->Original)
                journal.Refund += (slot->Original.IsZero ? GasCost.SlotSet : GasCost.SlotReset - GasCost.ColdSlot) - GasCost.WarmAccess;
        }

        if (frame->Gas < 0)
            return Step.OutOfGas;
        journal.SetSlot(index, in value);
        return Step.Continue;
    }

    public static Step LoadTransient(ref EvmMachine machine, Frame* frame)
    {
        U256* top = frame->Top - 1;
        *top = machine.Journal.GetTransient(frame->Self, in *top);
        return Step.Continue;
    }

    public static Step StoreTransient(ref EvmMachine machine, Frame* frame)
    {
        if (frame->IsStatic)
            return Step.StaticViolation;
        U256* top = frame->Top -= 2;
        machine.Journal.SetTransient(frame->Self, in top[1], in top[0]);
        return Step.Continue;
    }

    public static Step Balance<TState>(ref EvmMachine machine, ref TState state, Frame* frame)
        where TState : struct, IEvmState, allows ref struct
    {
        U256* top = frame->Top - 1;
        Step step = Access(ref machine, ref state, frame, in *top, out int account);
        if (step == Step.Continue)
            *top = machine.Journal.Account(account)->Balance;
        return step;
    }

    public static Step CodeSize<TState>(ref EvmMachine machine, ref TState state, Frame* frame)
        where TState : struct, IEvmState, allows ref struct
    {
        U256* top = frame->Top - 1;
        Step step = Access(ref machine, ref state, frame, in *top, out int account);
        if (step == Step.Continue)
            *top = machine.Journal.Account(account)->CodeSize;
        return step;
    }

    /// <summary>EXTCODEHASH (EIP-1052): 0 for an account that is absent or dead.</summary>
    public static Step CodeHash<TState>(ref EvmMachine machine, ref TState state, Frame* frame)
        where TState : struct, IEvmState, allows ref struct
    {
        U256* top = frame->Top - 1;
        Step step = Access(ref machine, ref state, frame, in *top, out int account);
        if (step != Step.Continue)
            return step;
        AccountEntry* entry = machine.Journal.Account(account);
        *top = entry->IsDead ? default : entry->CodeHash.ToU256();
        return Step.Continue;
    }

    /// <summary>EXTCODECOPY: address, then as CODECOPY.</summary>
    public static Step CodeCopy<TState>(ref EvmMachine machine, ref TState state, Frame* frame)
        where TState : struct, IEvmState, allows ref struct
    {
        U256* top = --frame->Top;
        Step step = Access(ref machine, ref state, frame, in *top, out int account);
        if (step != Step.Continue)
            return step;
        return TryLoadCode(ref machine, ref state, account, out CodeView code)
            ? MemoryInstructions.CopyFrom(ref machine, frame, code.AsSpan())
            : Step.Fault;
    }

    /// <summary>BLOCKHASH: one of the 256 blocks before this one, else 0.</summary>
    public static Step BlockHash<TState>(ref EvmMachine machine, ref TState state, Frame* frame)
        where TState : struct, IEvmState, allows ref struct
    {
        U256* top = frame->Top - 1;
        ulong current = machine.Block.Number;
        bool isRecent = top->IsUInt64 && top->L0 < current && current - top->L0 <= 256;
        if (!isRecent)
        {
            *top = default;
            return Step.Continue;
        }

        if (!state.TryGetBlockHash(top->L0, out Hash256 hash))
        {
            machine.Journal.Fault = EvmFault.StateMissing;
            return Step.Fault;
        }

        *top = hash.ToU256();
        return Step.Continue;
    }

    /// <summary>SELFDESTRUCT (EIP-6780): moves the balance; the account goes only if this transaction created it.</summary>
    public static Step SelfDestruct<TState, TTracer>(ref EvmMachine machine, ref TState state, ref TTracer tracer, Frame* frame)
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        if (frame->IsStatic)
            return Step.StaticViolation;
        U256* top = --frame->Top;
        ref Journal journal = ref machine.Journal;
        int beneficiary = journal.Load(ref state, Address.FromU256(in *top));
        if (beneficiary < 0)
            return Step.Fault;
        if (journal.Warm(beneficiary))
            frame->Gas -= GasCost.ColdAccount;
        int self = frame->Self;
        U256 balance = journal.Account(self)->Balance;
        if (!balance.IsZero && journal.Account(beneficiary)->IsDead)
            frame->Gas -= GasCost.NewAccount;
        if (frame->Gas < 0)
            return Step.OutOfGas;

        if (TTracer.IsEnabled)
        {
            var traced = new TracedFrame
            {
                Depth = machine.Depth + 1, Opcode = Opcode.SelfDestruct, From = frame->SelfAddress, To = Address.FromU256(in *top), Value = balance, CallerGas = frame->Gas,
            };
            tracer.OnEnter(in traced);
            tracer.OnExit(machine.Depth + 1, Step.Return, 0, default);
        }

        bool isCreated = (journal.Account(self)->Flags & AccountFlags.Created) != AccountFlags.None;
        journal.Transfer(self, beneficiary, in balance);
        if (isCreated)
        {
            journal.SetBalance(self, default);
            journal.SetFlags(self, AccountFlags.Destroyed);
        }

        return Step.Return;
    }

    /// <summary>
    /// Loads the account that <paramref name="word"/> names and charges its access (EIP-2929). What cannot be paid is not loaded either: else calls
    /// with hardly any gas would fill witness and journal for a twentieth of the price.
    /// </summary>
    public static Step Access<TState>(ref EvmMachine machine, ref TState state, Frame* frame, in U256 word, out int account)
        where TState : struct, IEvmState, allows ref struct
    {
        Address address = Address.FromU256(in word);
        account = -1;
        if (frame->Gas < GasCost.ColdAccount && machine.Journal.IsCold(in address))
            return Step.OutOfGas;
        account = machine.Journal.Load(ref state, in address);
        if (account < 0)
            return Step.Fault;
        frame->Gas -= machine.Journal.Warm(account) ? GasCost.ColdAccount : GasCost.WarmAccess;
        return frame->Gas < 0 ? Step.OutOfGas : Step.Continue;
    }

    /// <summary>The code of a loaded account; false with the journal's fault set if the state view lacks it.</summary>
    public static bool TryLoadCode<TState>(ref EvmMachine machine, ref TState state, int account, out CodeView code)
        where TState : struct, IEvmState, allows ref struct
    {
        AccountEntry* entry = machine.Journal.Account(account);
        code = entry->Code;
        if (entry->CodeSize == 0 || (entry->Flags & AccountFlags.CodeLoaded) != AccountFlags.None)
            return true;
        if (!state.TryGetCode(in entry->CodeHash, out code))
        {
            machine.Journal.Fault = EvmFault.StateMissing;
            return false;
        }

        entry->Code = code;
        entry->Flags |= AccountFlags.CodeLoaded;
        return true;
    }
}
