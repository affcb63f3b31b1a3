using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Instructions;

/// <summary>
/// Runs frames, without recursion: one switch over the instructions, with the next instruction, the stack's top and the gas in locals.
/// The short instructions are done in place; the others (<see cref="Execute"/>) work on the frame, to which the locals are written before
/// and from which they are read after. A test fails if this method grows past what the JIT optimises.
/// </summary>
internal static unsafe class Interpreter
{
    /// <summary>Runs the machine's current frame and all its children to its end, and returns its outcome; the caller settles it.</summary>
    public static Step Run<TFork, THost, TState, TTracer>(ref EvmMachine machine, ref THost host, ref TState state, ref TTracer tracer)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        int bottom = machine.Depth;
        for (;;)
        {
            Step step = RunFrame<TFork, THost, TState, TTracer>(ref machine, ref host, ref state, ref tracer);
            if (step == Step.EnterFrame)
                continue;
            if (TTracer.IsEnabled && step != Step.Fault)
                tracer.OnHalt(machine.Depth, step, machine.Current->Gas);
            if (step == Step.Fault || machine.Depth == bottom)
                return step;
            if (FrameTransitions.Leave(ref machine, ref host, ref tracer, step) == Step.Fault)
                return Step.Fault;
        }
    }

    /// <summary>Runs the current frame until it ends or a child must run first.</summary>
    private static Step RunFrame<TFork, THost, TState, TTracer>(ref EvmMachine machine, ref THost host, ref TState state, ref TTracer tracer)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        Frame* frame = machine.Current;
        byte* next = frame->Next;
        U256* top = frame->Top;
        U256* stack = frame->Stack;
        long gas = frame->Gas;
        Step step;
        ref ulong table = ref MemoryMarshal.GetReference(InstructionTable.Entries);
        for (; ; next++)
        {
        Next:
            byte opcode = *next;
            ulong entry = Unsafe.Add(ref table, opcode);
            if (TTracer.IsEnabled && !Trace(ref machine, ref tracer, frame, next, top, gas))
                return Step.Fault;
            if ((uint)(top - stack) - (uint)(ushort)(entry >> 16) > (uint)(entry >> 32))
            {
                step = StackError(entry, (int)(top - stack));
                goto Leave;
            }

            gas -= (ushort)entry;
            if (gas < 0)
            {
                step = Step.OutOfGas;
                goto Leave;
            }

            switch (opcode)
            {
                case Opcode.Stop:
                    step = Step.Return;
                    goto Leave;
                case Opcode.Add:
                    top[-2] = top[-1] + top[-2];
                    top--;
                    break;
                case Opcode.Sub:
                    top[-2] = top[-1] - top[-2];
                    top--;
                    break;
                case Opcode.Mul:
                    ArithmeticInstructions.Multiply(top);
                    top--;
                    break;
                case Opcode.Div:
                    ArithmeticInstructions.Divide(top);
                    top--;
                    break;
                case Opcode.SDiv:
                    ArithmeticInstructions.DivideSigned(top);
                    top--;
                    break;
                case Opcode.Mod:
                    ArithmeticInstructions.Remainder(top);
                    top--;
                    break;
                case Opcode.SMod:
                    ArithmeticInstructions.RemainderSigned(top);
                    top--;
                    break;
                case Opcode.SignExtend:
                    ArithmeticInstructions.SignExtend(top);
                    top--;
                    break;
                case Opcode.Byte:
                    ArithmeticInstructions.Byte(top);
                    top--;
                    break;
                case Opcode.Shl:
                    ArithmeticInstructions.ShiftLeft(top);
                    top--;
                    break;
                case Opcode.Shr:
                    ArithmeticInstructions.ShiftRight(top);
                    top--;
                    break;
                case Opcode.Sar:
                    ArithmeticInstructions.ShiftRightSigned(top);
                    top--;
                    break;
                case Opcode.AddMod:
                    ArithmeticInstructions.AddModulo(top);
                    top -= 2;
                    break;
                case Opcode.MulMod:
                    top[-3] = host.MulMod(in top[-1], in top[-2], in top[-3]);
                    top -= 2;
                    break;
                case Opcode.Lt:
                    top[-2] = top[-1] < top[-2] ? 1UL : 0UL;
                    top--;
                    break;
                case Opcode.Gt:
                    top[-2] = top[-2] < top[-1] ? 1UL : 0UL;
                    top--;
                    break;
                case Opcode.Slt:
                    top[-2] = U256.SignedLess(in top[-1], in top[-2]) ? 1UL : 0UL;
                    top--;
                    break;
                case Opcode.Sgt:
                    top[-2] = U256.SignedLess(in top[-2], in top[-1]) ? 1UL : 0UL;
                    top--;
                    break;
                case Opcode.Eq:
                    top[-2] = top[-1] == top[-2] ? 1UL : 0UL;
                    top--;
                    break;
                case Opcode.IsZero:
                    top[-1] = top[-1].IsZero ? 1UL : 0UL;
                    break;
                case Opcode.And:
                    top[-2] = top[-1] & top[-2];
                    top--;
                    break;
                case Opcode.Or:
                    top[-2] = top[-1] | top[-2];
                    top--;
                    break;
                case Opcode.Xor:
                    top[-2] = top[-1] ^ top[-2];
                    top--;
                    break;
                case Opcode.Not:
                    top[-1] = ~top[-1];
                    break;
                case Opcode.Clz:
                    if (!TFork.IsOsaka)
                    {
                        step = Step.InvalidInstruction;
                        goto Leave;
                    }

                    top[-1] = (ulong)top[-1].LeadingZeroCount;
                    break;
                case Opcode.Address:
                    *top++ = frame->SelfAddress.ToU256();
                    break;
                case Opcode.Origin:
                    *top++ = machine.Origin.Sender.ToU256();
                    break;
                case Opcode.Caller:
                    *top++ = frame->Caller.ToU256();
                    break;
                case Opcode.CallValue:
                    *top++ = frame->Value;
                    break;
                case Opcode.CallDataLoad:
                    top[-1] = LoadInput(frame, in top[-1]);
                    break;
                case Opcode.CallDataSize:
                    *top++ = (ulong)frame->InputLength;
                    break;
                case Opcode.CodeSize:
                    *top++ = (ulong)frame->Code.Length;
                    break;
                case Opcode.GasPrice:
                    *top++ = machine.Origin.GasPrice;
                    break;
                case Opcode.ReturnDataSize:
                    *top++ = (ulong)machine.ReturnDataLength;
                    break;
                case Opcode.Coinbase:
                    *top++ = machine.Block.Coinbase.ToU256();
                    break;
                case Opcode.Timestamp:
                    *top++ = machine.Block.Timestamp;
                    break;
                case Opcode.Number:
                    *top++ = machine.Block.Number;
                    break;
                case Opcode.PrevRandao:
                    *top++ = machine.Block.PrevRandao;
                    break;
                case Opcode.GasLimit:
                    *top++ = machine.Block.GasLimit;
                    break;
                case Opcode.ChainId:
                    *top++ = machine.Block.ChainId;
                    break;
                case Opcode.SelfBalance:
                    *top++ = machine.Journal.Account(frame->Self)->Balance;
                    break;
                case Opcode.BaseFee:
                    *top++ = machine.Block.BaseFee;
                    break;
                case Opcode.BlobHash:
                    top[-1] = top[-1] < (ulong)machine.Origin.BlobCount ? machine.Origin.BlobHashes[top[-1].L0].ToU256() : default;
                    break;
                case Opcode.BlobBaseFee:
                    *top++ = machine.Block.BlobBaseFee;
                    break;
                case Opcode.Pop:
                    top--;
                    break;
                case Opcode.Jump:
                    if (!top[-1].IsUInt64 || !frame->Code.IsJumpDestination(top[-1].L0))
                        goto InvalidJump;
                    next = frame->Code.Code + top[-1].L0;
                    top--;
                    goto Next;
                case Opcode.JumpI:
                    top -= 2;
                    if (top[0].IsZero)
                        break;
                    if (!top[1].IsUInt64 || !frame->Code.IsJumpDestination(top[1].L0))
                        goto InvalidJump;
                    next = frame->Code.Code + top[1].L0;
                    goto Next;
                case Opcode.Pc:
                    *top++ = (ulong)(next - frame->Code.Code);
                    break;
                case Opcode.MSize:
                    *top++ = frame->MemorySize;
                    break;
                case Opcode.Gas:
                    *top++ = (ulong)gas;
                    break;
                case Opcode.JumpDest:
                    break;
                case Opcode.MLoad:
                    if (top[-1].IsUInt64 && top[-1].L0 + U256.Size <= frame->MemorySize && top[-1].L0 < EvmLimits.MemoryEnd)
                    {
                        top[-1] = U256.ReadBigEndian(new ReadOnlySpan<byte>(frame->Memory + top[-1].L0, U256.Size));
                        break;
                    }

                    goto Outside;
                case Opcode.MStore:
                    if (top[-1].IsUInt64 && top[-1].L0 + U256.Size <= frame->MemorySize && top[-1].L0 < EvmLimits.MemoryEnd)
                    {
                        top[-2].WriteBigEndian(new Span<byte>(frame->Memory + top[-1].L0, U256.Size));
                        top -= 2;
                        break;
                    }

                    goto Outside;
                case Opcode.Push0:
                    *top++ = default;
                    break;
                case Opcode.Push1:
                    *top++ = next[1];
                    next += 2;
                    goto Next;
                case 0x61: case 0x62: case 0x63: case 0x64: case 0x65: case 0x66: case 0x67:
                    int shortLength = opcode - Opcode.Push0;
                    *top++ = BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(next + 1, sizeof(ulong))) >> (8 * (sizeof(ulong) - shortLength));
                    next += 1 + shortLength;
                    goto Next;
                case 0x68: case 0x69: case 0x6a: case 0x6b: case 0x6c: case 0x6d: case 0x6e: case 0x6f:
                case 0x70: case 0x71: case 0x72: case 0x73: case 0x74: case 0x75: case 0x76: case 0x77:
                case 0x78: case 0x79: case 0x7a: case 0x7b: case 0x7c: case 0x7d: case 0x7e: case 0x7f:
                    int longLength = opcode - Opcode.Push0;
                    *top++ = ArithmeticInstructions.ReadImmediate(next + 1, longLength);
                    next += 1 + longLength;
                    goto Next;
                case 0x80: case 0x81: case 0x82: case 0x83: case 0x84: case 0x85: case 0x86: case 0x87:
                case 0x88: case 0x89: case 0x8a: case 0x8b: case 0x8c: case 0x8d: case 0x8e: case 0x8f:
                    *top = top[Opcode.Dup1 - 1 - opcode];
                    top++;
                    break;
                case 0x90: case 0x91: case 0x92: case 0x93: case 0x94: case 0x95: case 0x96: case 0x97:
                case 0x98: case 0x99: case 0x9a: case 0x9b: case 0x9c: case 0x9d: case 0x9e: case 0x9f:
                    U256* other = top + (Opcode.Swap1 - 2 - opcode);
                    U256 swapped = *other;
                    *other = top[-1];
                    top[-1] = swapped;
                    break;
                default:
                Outside:
                    frame->Next = next + 1;
                    frame->Top = top;
                    frame->Gas = gas;
                    step = Execute<TFork, THost, TState, TTracer>(ref machine, ref host, ref state, ref tracer, frame, opcode);
                    top = frame->Top;
                    gas = frame->Gas;
                    if (step != Step.Continue)
                        return step;
                    break;
            }
        }

    InvalidJump:
        step = Step.InvalidJump;
    Leave:
        frame->Next = next;
        frame->Top = top;
        frame->Gas = gas;
        return step;
    }

    /// <summary>The instructions that charge more than a constant, or touch memory, state or other frames.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Step Execute<TFork, THost, TState, TTracer>(
        ref EvmMachine machine, ref THost host, ref TState state, ref TTracer tracer, Frame* frame, byte opcode)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
        where TState : struct, IEvmState, allows ref struct
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        Step step = opcode switch
        {
            Opcode.Exp => ArithmeticInstructions.Exponentiate(frame),
            Opcode.Keccak256 => MemoryInstructions.Keccak(ref machine, ref host, frame),
            Opcode.Balance => StateInstructions.Balance(ref machine, ref state, frame),
            Opcode.CallDataCopy => MemoryInstructions.CopyFrom(ref machine, frame, new ReadOnlySpan<byte>(frame->Input, frame->InputLength)),
            Opcode.CodeCopy => MemoryInstructions.CopyFrom(ref machine, frame, frame->Code.AsSpan()),
            Opcode.ExtCodeSize => StateInstructions.CodeSize(ref machine, ref state, frame),
            Opcode.ExtCodeCopy => StateInstructions.CodeCopy(ref machine, ref state, frame),
            Opcode.ReturnDataCopy => MemoryInstructions.CopyReturnData(ref machine, frame),
            Opcode.ExtCodeHash => StateInstructions.CodeHash(ref machine, ref state, frame),
            Opcode.BlockHash => StateInstructions.BlockHash(ref machine, ref state, frame),
            Opcode.MLoad => MemoryInstructions.Load(ref machine, frame),
            Opcode.MStore => MemoryInstructions.Store(ref machine, frame),
            Opcode.MStore8 => MemoryInstructions.StoreByte(ref machine, frame),
            Opcode.SLoad => StateInstructions.LoadSlot(ref machine, ref state, frame),
            Opcode.SStore => StateInstructions.StoreSlot(ref machine, ref state, frame),
            Opcode.TLoad => StateInstructions.LoadTransient(ref machine, frame),
            Opcode.TStore => StateInstructions.StoreTransient(ref machine, frame),
            Opcode.MCopy => MemoryInstructions.Copy(ref machine, frame),
            >= Opcode.Log0 and <= Opcode.Log4 => MemoryInstructions.Log(ref machine, ref tracer, frame, opcode - Opcode.Log0),
            Opcode.Create or Opcode.Create2 => CreateInstructions.Create(ref machine, ref host, ref state, ref tracer, frame, opcode),
            Opcode.Call or Opcode.CallCode or Opcode.DelegateCall or Opcode.StaticCall =>
                CallInstructions.Call<TFork, THost, TState, TTracer>(ref machine, ref host, ref state, ref tracer, frame, opcode),
            Opcode.Return => MemoryInstructions.Finish(ref machine, frame, Step.Return),
            Opcode.Revert => MemoryInstructions.Finish(ref machine, frame, Step.Revert),
            Opcode.SelfDestruct => StateInstructions.SelfDestruct(ref machine, ref state, ref tracer, frame),
            _ => Step.InvalidInstruction,
        };
        return machine.Journal.Fault == EvmFault.None ? step : Step.Fault;
    }

    private static Step StackError(ulong entry, int depth)
    {
        uint needed = (ushort)(entry >> 16);
        return needed > InstructionTable.StackLimit ? Step.InvalidInstruction : (uint)depth < needed ? Step.StackUnderflow : Step.StackOverflow;
    }

    private static U256 LoadInput(Frame* frame, in U256 offset)
    {
        var input = new ReadOnlySpan<byte>(frame->Input, frame->InputLength);
        if (offset.IsUInt64 && offset.L0 + U256.Size <= (ulong)input.Length && offset.L0 < EvmLimits.MemoryEnd)
            return U256.ReadBigEndian(input[(int)offset.L0..]);
        Span<byte> word = stackalloc byte[U256.Size];
        FrameMemory.CopyPadded(input, in offset, word);
        return U256.ReadBigEndian(word);
    }

    /// <summary>Shows the tracer the next instruction; false, with the fault set, if it wants no more.</summary>
    private static bool Trace<TTracer>(ref EvmMachine machine, ref TTracer tracer, Frame* frame, byte* next, U256* top, long gas)
        where TTracer : struct, IEvmTracer, allows ref struct
    {
        var instruction = new TracedInstruction
        {
            Depth = machine.Depth,
            Position = (int)(next - frame->Code.Code),
            Opcode = *next,
            Gas = gas,
            Refund = machine.Journal.Refund,
            Stack = new ReadOnlySpan<U256>(frame->Stack, (int)(top - frame->Stack)),
            Memory = new ReadOnlySpan<byte>(frame->Memory, (int)frame->MemorySize),
            ReturnData = new ReadOnlySpan<byte>(machine.ReturnData, machine.ReturnDataLength),
        };
        if (tracer.OnInstruction(in instruction))
            return true;
        machine.Journal.Fault = EvmFault.Stopped;
        return false;
    }
}
