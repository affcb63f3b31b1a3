using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Frames;

/// <summary>How frames begin and end.</summary>
internal static unsafe class FrameTransitions
{
    /// <summary>
    /// Readies a frame to run <paramref name="code"/>, its memory and stack starting where its parent's end. What identifies the call
    /// (gas, input, self, caller, value, checkpoint) has been set by the caller.
    /// </summary>
    public static void Prepare(Frame* frame, in CodeView code, byte* memory, U256* stack)
    {
        frame->Code = code;
        frame->Next = code.Code;
        frame->Memory = memory;
        frame->MemorySize = 0;
        frame->MemoryGas = 0;
        frame->Stack = stack;
        frame->Top = stack;
        frame->Output = memory;
        frame->OutputLength = 0;
    }

    /// <summary>
    /// Ends the running frame, which is not the transaction's own: undoes it if it failed, and gives the parent the gas that is left, the
    /// return data, and the result on its stack. The parent continues, unless the whole execution cannot.
    /// </summary>
    public static Step Leave<THost, TTracer>(ref EvmMachine machine, ref THost host, ref TTracer tracer, Step outcome)
        where THost : struct, IHost, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        Frame* child = machine.Current;
        Frame* parent = child - 1;
        outcome = Settle(ref machine, ref host, child, outcome);
        if (outcome == Step.Fault)
            return Step.Fault;
        if (TTracer.IsEnabled)
            tracer.OnExit(machine.Depth, outcome, child->Gas, new ReadOnlySpan<byte>(child->Output, child->OutputLength));

        machine.Depth--;
        parent->Gas += child->Gas;
        bool isSuccess = outcome == Step.Return;
        if (child->IsCreation)
        {
            // A creation returns data only when it reverts (EIP-211).
            machine.ReturnDataLength = 0;
            *parent->Top++ = isSuccess ? child->SelfAddress.ToU256() : default;
            return outcome == Step.Revert && !machine.TrySetReturnData(new ReadOnlySpan<byte>(child->Output, child->OutputLength))
                ? Step.Fault
                : Step.Continue;
        }

        var output = new ReadOnlySpan<byte>(child->Output, child->OutputLength);
        int copied = (int)Math.Min((ulong)output.Length, child->ReturnLength);
        output[..copied].CopyTo(new Span<byte>(parent->Memory + child->ReturnOffset, copied));
        *parent->Top++ = isSuccess ? U256.One : default;
        return machine.TrySetReturnData(output) ? Step.Continue : Step.Fault;
    }

    /// <summary>
    /// What the end of any frame does to the state: a creation that succeeded stores its code, a failure undoes everything since the
    /// frame's checkpoint, an exceptional halt takes the frame's gas and output. Returns the outcome, which storing code may have changed.
    /// </summary>
    public static Step Settle<THost>(ref EvmMachine machine, ref THost host, Frame* frame, Step outcome)
        where THost : struct, IHost, allows ref struct
    {
        if (outcome == Step.Return && frame->IsCreation)
            outcome = StoreCode(ref machine, ref host, frame);
        if (machine.Journal.Fault != EvmFault.None)
            return Step.Fault;
        if (outcome == Step.Return)
            return outcome;
        machine.Journal.Revert(in frame->Checkpoint);
        if (outcome != Step.Revert)
        {
            frame->Gas = 0;
            frame->OutputLength = 0;
        }

        return outcome;
    }

    private static Step StoreCode<THost>(ref EvmMachine machine, ref THost host, Frame* frame)
        where THost : struct, IHost, allows ref struct
    {
        var output = new ReadOnlySpan<byte>(frame->Output, frame->OutputLength);
        if (output.Length > EvmLimits.CodeSize)
            return Step.CodeTooLong;
        if (output.Length > 0 && output[0] == 0xef)
            return Step.InvalidCode;
        if (frame->Gas < GasCost.CodeByte * output.Length)
            return Step.OutOfGasForCode;
        frame->Gas -= GasCost.CodeByte * output.Length;
        if (output.Length == 0)
            return Step.Return;

        ref Journal journal = ref machine.Journal;
        byte* memory = journal.Arena.Allocate((nuint)(output.Length + CodeView.Padding + CodeView.JumpTableSize(output.Length)));
        if (memory == null)
        {
            journal.Fault = EvmFault.MemoryExhausted;
            return Step.Fault;
        }

        CodeView code = LayOut(output, memory);
        journal.SetNewCode(frame->Self, in code, Keccak256.Hash(ref host, output));
        return Step.Return;
    }

    /// <summary>Copies code to <paramref name="memory"/>, followed by its padding and its jump table.</summary>
    public static CodeView LayOut(ReadOnlySpan<byte> code, byte* memory)
    {
        code.CopyTo(new Span<byte>(memory, code.Length));
        new Span<byte>(memory + code.Length, CodeView.Padding).Clear();
        byte* table = memory + code.Length + CodeView.Padding;
        CodeView.FindJumpDestinations(code, table);
        return new CodeView { Code = memory, JumpDestinations = table, Length = code.Length };
    }
}
