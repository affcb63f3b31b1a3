using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Evm.Instructions;

/// <summary>CALL, CALLCODE, DELEGATECALL, STATICCALL: charges, then either runs a precompile at once or makes a frame.</summary>
internal static unsafe class CallInstructions
{
    public static Step Call<TFork, THost, TState, TTracer>(
        ref EvmMachine machine, ref THost host, ref TState state, ref TTracer tracer, Frame* frame, byte opcode)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        // Operands, the first one highest: gas, address, [value,] input offset, input length, output offset, output length.
        bool hasValue = opcode is Opcode.Call or Opcode.CallCode;
        U256* operands = frame->Top -= hasValue ? 7 : 6;
        U256 gasAsked = operands[hasValue ? 6 : 5];
        U256 word = operands[hasValue ? 5 : 4];
        U256 value = hasValue ? operands[4] : default;
        if (opcode == Opcode.Call && frame->IsStatic && !value.IsZero)
            return Step.StaticViolation;

        int target = -1;
        Step step = FrameMemory.Reserve(ref machine, frame, in operands[3], in operands[2], out byte* input);
        if (step == Step.Continue)
            step = FrameMemory.Reserve(ref machine, frame, in operands[1], in operands[0], out _);
        if (step == Step.Continue)
            step = StateInstructions.Access(ref machine, ref state, frame, in word, out target);
        if (step != Step.Continue)
            return step;

        ref Journal journal = ref machine.Journal;
        Address codeAddress = Address.FromU256(in word);
        if (!StateInstructions.TryLoadCode(ref machine, ref state, target, out CodeView code))
            return Step.Fault;
        bool isDelegated = false;
        if (TFork.IsPrague && Delegation.TryRead(code.AsSpan(), out Address delegated))
        {
            isDelegated = true;
            step = StateInstructions.Access(ref machine, ref state, frame, delegated.ToU256(), out int delegatedTo);
            if (step != Step.Continue)
                return step;
            if (!StateInstructions.TryLoadCode(ref machine, ref state, delegatedTo, out code))
                return Step.Fault;
        }

        if (!value.IsZero)
        {
            frame->Gas -= GasCost.CallValue;
            if (opcode == Opcode.Call && journal.Account(target)->IsDead)
                frame->Gas -= GasCost.NewAccount;
        }

        if (frame->Gas < 0)
            return Step.OutOfGas;

        // All but a 64th (EIP-150), or less if less was asked for.
        long available = frame->Gas - (frame->Gas / 64);
        long gas = gasAsked.IsUInt64 && gasAsked.L0 < (ulong)available ? (long)gasAsked.L0 : available;
        frame->Gas -= gas;
        if (!value.IsZero)
            gas += GasCost.CallStipend;

        if (TTracer.IsEnabled)
        {
            var traced = new TracedFrame
            {
                Depth = machine.Depth + 1,
                Opcode = opcode,
                From = frame->SelfAddress,
                To = codeAddress,
                Value = opcode == Opcode.DelegateCall ? frame->Value : value,
                Gas = gas,
                CallerGas = frame->Gas,
                Input = new ReadOnlySpan<byte>(input, (int)operands[2].L0),
            };
            tracer.OnEnter(in traced);
        }

        machine.ReturnDataLength = 0;
        bool isTooDeep = machine.Depth >= EvmLimits.CallDepth;
        if (isTooDeep || (!value.IsZero && journal.Account(frame->Self)->Balance < value))
        {
            if (TTracer.IsEnabled)
                tracer.OnExit(machine.Depth + 1, isTooDeep ? Step.CallTooDeep : Step.BalanceTooLow, gas, default);
            frame->Gas += gas;
            *frame->Top++ = default;
            return Step.Continue;
        }

        Frame* child = frame + 1;
        child->Checkpoint = journal.Take();
        child->Gas = gas;
        child->Input = input;
        child->InputLength = (int)operands[2].L0;
        child->ReturnOffset = operands[1].L0;
        child->ReturnLength = operands[0].L0;
        child->IsStatic = frame->IsStatic || opcode == Opcode.StaticCall;
        child->IsCreation = false;
        if (opcode == Opcode.DelegateCall)
        {
            child->Self = frame->Self;
            child->SelfAddress = frame->SelfAddress;
            child->Caller = frame->Caller;
            child->Value = frame->Value;
        }
        else
        {
            child->Self = opcode == Opcode.CallCode ? frame->Self : target;
            child->SelfAddress = opcode == Opcode.CallCode ? frame->SelfAddress : codeAddress;
            child->Caller = frame->SelfAddress;
            child->Value = value;
            journal.Transfer(frame->Self, child->Self, in value);
        }

        machine.Depth++;
        if (!isDelegated && Precompile.TryIdentify<TFork>(in codeAddress, out PrecompileId precompile))
            return FrameTransitions.Leave(ref machine, ref host, ref tracer, RunPrecompile<TFork, THost>(ref machine, ref host, child, precompile));
        if (TFork.IsRollup && IsMessenger(in codeAddress, opcode) && !isDelegated)
            return FrameTransitions.Leave(ref machine, ref host, ref tracer, Messenger.Run(ref machine, ref host, ref state, ref tracer, child));
        FrameTransitions.Prepare(child, in code, frame->Memory + frame->MemorySize, frame->Top);
        return code.Length == 0 ? FrameTransitions.Leave(ref machine, ref host, ref tracer, Step.Return) : Step.EnterFrame;
    }

    /// <summary>Whether the kernel answers the call itself; to run the messenger's code as that of another account halts, since it is INVALID.</summary>
    private static bool IsMessenger(in Address codeAddress, byte opcode) =>
        opcode is Opcode.Call or Opcode.StaticCall && codeAddress == ProtocolConstants.Messenger;

    /// <summary>How much of <paramref name="gas"/> exceeds what the cells that the transaction has left are worth.</summary>
    private static long GasBeyondCells(ref EvmMachine machine, long gas, PrecompileId precompile)
    {
        ulong affordable = (machine.Block.TransactionProvingLimit - machine.PrecompileCells) / ProvingCost.CellsPerGasOf(precompile);
        return (ulong)gas > affordable ? gas - (long)affordable : 0;
    }

    /// <summary>Runs a precompile as the whole of a frame; its output goes straight to the machine's return data.</summary>
    public static Step RunPrecompile<TFork, THost>(ref EvmMachine machine, ref THost host, Frame* frame, PrecompileId precompile)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
    {
        var output = new Span<byte>(machine.ReturnData, machine.ReturnDataCapacity);

        // A precompile charges its gas before it works: one that would cost more cells than are left runs out of gas instead.
        long kept = TFork.IsRollup ? GasBeyondCells(ref machine, frame->Gas, precompile) : 0;
        long before = frame->Gas - kept;
        frame->Gas = before;
        PrecompileOutcome outcome = Precompile.Run<TFork, THost>(
            ref host, precompile, new ReadOnlySpan<byte>(frame->Input, frame->InputLength), ref frame->Gas, output, out int length);
        if (TFork.IsRollup && outcome == PrecompileOutcome.OutOfGas)
            machine.IsProvingLimitExceeded |= kept != 0;
        if (TFork.IsRollup && outcome != PrecompileOutcome.OutOfGas)
        {
            machine.PrecompileGas += (ulong)(before - frame->Gas);
            machine.PrecompileCells += (ulong)(before - frame->Gas) * ProvingCost.CellsPerGasOf(precompile);
        }

        frame->Gas += kept;
        frame->Output = machine.ReturnData;
        frame->OutputLength = length;
        if (outcome == PrecompileOutcome.OutputTooLong)
        {
            machine.Journal.Fault = EvmFault.MemoryExhausted;
            return Step.Fault;
        }

        return outcome == PrecompileOutcome.Success ? Step.Return : outcome == PrecompileOutcome.OutOfGas ? Step.OutOfGas : Step.PrecompileFailure;
    }
}
