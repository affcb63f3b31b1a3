using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Instructions;

/// <summary>Instructions that read or write ranges of memory. Each takes its operands from the frame's stack, charges, and pops.</summary>
internal static unsafe class MemoryInstructions
{
    public static Step Load(ref EvmMachine machine, Frame* frame)
    {
        U256* top = frame->Top - 1;
        Step step = FrameMemory.Reserve(ref machine, frame, in top[0], U256.Size, out byte* start);
        if (step == Step.Continue)
            *top = U256.ReadBigEndian(new ReadOnlySpan<byte>(start, U256.Size));
        return step;
    }

    public static Step Store(ref EvmMachine machine, Frame* frame)
    {
        U256* top = frame->Top -= 2;
        Step step = FrameMemory.Reserve(ref machine, frame, in top[1], U256.Size, out byte* start);
        if (step == Step.Continue)
            top[0].WriteBigEndian(new Span<byte>(start, U256.Size));
        return step;
    }

    public static Step StoreByte(ref EvmMachine machine, Frame* frame)
    {
        U256* top = frame->Top -= 2;
        Step step = FrameMemory.Reserve(ref machine, frame, in top[1], 1, out byte* start);
        if (step == Step.Continue)
            *start = (byte)top[0].L0;
        return step;
    }

    /// <summary>MCOPY (EIP-5656): destination, source, length.</summary>
    public static Step Copy(ref EvmMachine machine, Frame* frame)
    {
        U256* top = frame->Top -= 3;
        U256 last = U256.Max(in top[2], in top[1]);
        if (!FrameMemory.TryChargeWords(frame, in top[0], GasCost.CopyWord))
            return Step.OutOfGas;
        Step step = FrameMemory.Reserve(ref machine, frame, in last, in top[0], out _);
        if (step != Step.Continue || top[0].IsZero)
            return step;
        int length = (int)top[0].L0;
        new ReadOnlySpan<byte>(frame->Memory + top[1].L0, length).CopyTo(new Span<byte>(frame->Memory + top[2].L0, length));
        return Step.Continue;
    }

    /// <summary>CALLDATACOPY and CODECOPY: destination, offset in <paramref name="source"/>, length.</summary>
    public static Step CopyFrom(ref EvmMachine machine, Frame* frame, ReadOnlySpan<byte> source)
    {
        U256* top = frame->Top -= 3;
        if (!FrameMemory.TryChargeWords(frame, in top[0], GasCost.CopyWord))
            return Step.OutOfGas;
        Step step = FrameMemory.Reserve(ref machine, frame, in top[2], in top[0], out byte* start);
        if (step == Step.Continue)
            FrameMemory.CopyPadded(source, in top[1], new Span<byte>(start, (int)top[0].L0));
        return step;
    }

    /// <summary>RETURNDATACOPY (EIP-211): as the others, but reading past the end is an exceptional halt.</summary>
    public static Step CopyReturnData(ref EvmMachine machine, Frame* frame)
    {
        U256* top = frame->Top - 3;
        return U256.AddOverflows(in top[1], in top[0], out U256 end) || end > (ulong)machine.ReturnDataLength
            ? Step.ReturnDataOutOfBounds
            : CopyFrom(ref machine, frame, new ReadOnlySpan<byte>(machine.ReturnData, machine.ReturnDataLength));
    }

    public static Step Keccak<THost>(ref EvmMachine machine, ref THost host, Frame* frame)
        where THost : struct, IHost, allows ref struct
    {
        U256* top = --frame->Top - 1;
        if (!FrameMemory.TryChargeWords(frame, in top[0], GasCost.Keccak256Word))
            return Step.OutOfGas;
        Step step = FrameMemory.Reserve(ref machine, frame, in top[1], in top[0], out byte* start);
        if (step == Step.Continue)
            top[0] = Keccak256.Hash(ref host, new ReadOnlySpan<byte>(start, (int)top[0].L0)).ToU256();
        return step;
    }

    /// <summary>LOG0 to LOG4: offset, length, topics.</summary>
    public static Step Log<TTracer>(ref EvmMachine machine, ref TTracer tracer, Frame* frame, int topics)
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        if (frame->IsStatic)
            return Step.StaticViolation;
        U256* top = frame->Top -= topics + 2;
        U256* offset = top + topics + 1;
        U256* length = top + topics;
        Step step = FrameMemory.Reserve(ref machine, frame, in *offset, in *length, out byte* start);
        if (step != Step.Continue)
            return step;
        int count = (int)length->L0;
        frame->Gas -= GasCost.LogByte * (long)count;
        if (frame->Gas < 0)
            return Step.OutOfGas;

        byte* data = machine.Journal.Arena.Allocate((nuint)count);
        LogEntry* log = machine.Journal.AddLog();
        if (data == null || log == null)
        {
            machine.Journal.Fault = EvmFault.MemoryExhausted;
            return Step.Fault;
        }

        new ReadOnlySpan<byte>(start, count).CopyTo(new Span<byte>(data, count));
        log->Address = frame->SelfAddress;
        log->TopicCount = topics;
        log->Topic0 = Topic(offset, 1, topics);
        log->Topic1 = Topic(offset, 2, topics);
        log->Topic2 = Topic(offset, 3, topics);
        log->Topic3 = Topic(offset, 4, topics);
        log->Data = data;
        log->DataLength = count;
        if (TTracer.IsEnabled)
            tracer.OnLog(in *log);
        return Step.Continue;
    }

    /// <summary>RETURN and REVERT: the output stays in memory until the parent has taken it.</summary>
    public static Step Finish(ref EvmMachine machine, Frame* frame, Step outcome)
    {
        U256* top = frame->Top -= 2;
        Step step = FrameMemory.Reserve(ref machine, frame, in top[1], in top[0], out frame->Output);
        if (step != Step.Continue)
            return step;
        frame->OutputLength = (int)top[0].L0;
        return outcome;
    }

    /// <summary>The n-th topic, which lies n + 1 items below the offset.</summary>
    private static Hash256 Topic(U256* offset, int n, int topics) => n > topics ? default : Hash256.FromU256(in offset[-1 - n]);
}
