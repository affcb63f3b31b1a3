using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;

namespace Rollup.Machine.Emulation;

public sealed unsafe partial class Emulator
{
    /// <summary>The loop: runs until the cycle reaches <see cref="_stopAt"/> or the run ends. Compiled once per mode, optimised from the first call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Execute<TMode>()
        where TMode : struct, IEmulationMode
    {
        ulong* x = (ulong*)Unsafe.AsPointer(ref _registers[0]);
        long* counts = (long*)Unsafe.AsPointer(ref _chipCounts[0]);
        byte** pages = _memory.Pages;
        uint readMark = _readMark;
        uint codeStart = _program.CodeStart;
        int end = _code.Length - 1;
        long cycle = Cycle;
        fixed (CodeSlot* code = _code)
        {
            int index = (int)((Pc - codeStart) >> 2);
            while (cycle < _stopAt)
            {
                CodeSlot* slot = code + index;
                ulong a = x[slot->Rs1], b = x[slot->Rs2], immediate = (ulong)slot->Immediate, result;
                int next = index + 1;
                uint nextPc = 0;
                ChipKind chip = slot->Chip;
                if (TMode.IsTracing)
                {
                    _time = 1 + ((uint)(cycle - SegmentStart) * InstructionStep.Duration);
                    (_word, _nextWord) = (default, default);
                }

                switch (slot->Operation)
                {
                    case Operation.Constant:
                        result = immediate;
                        next = slot->Next;
                        break;
                    case Operation.Move:
                        result = a;
                        break;
                    case Operation.ZeroExtendWord:
                        result = (uint)a;
                        break;
                    case Operation.Increment:
                    case Operation.AddImmediate:
                        result = a + immediate;
                        break;
                    case Operation.Accumulate:
                    case Operation.Add:
                        result = a + b;
                        break;
                    case Operation.Sub:
                        result = a - b;
                        break;
                    case Operation.AddWordImmediate:
                        result = SignExtend((uint)a + (uint)immediate);
                        break;
                    case Operation.AddWord:
                        result = SignExtend((uint)a + (uint)b);
                        break;
                    case Operation.SubWord:
                        result = SignExtend((uint)a - (uint)b);
                        break;
                    case Operation.AddUnsignedWord:
                        result = b + (uint)a;
                        break;
                    case Operation.Shift1Add:
                        result = b + (a << 1);
                        break;
                    case Operation.Shift2Add:
                        result = b + (a << 2);
                        break;
                    case Operation.Shift3Add:
                        result = b + (a << 3);
                        break;
                    case Operation.Shift1AddUnsignedWord:
                        result = b + ((ulong)(uint)a << 1);
                        break;
                    case Operation.Shift2AddUnsignedWord:
                        result = b + ((ulong)(uint)a << 2);
                        break;
                    case Operation.Shift3AddUnsignedWord:
                        result = b + ((ulong)(uint)a << 3);
                        break;
                    case Operation.AndImmediate:
                        result = a & immediate;
                        break;
                    case Operation.OrImmediate:
                        result = a | immediate;
                        break;
                    case Operation.XorImmediate:
                        result = a ^ immediate;
                        break;
                    case Operation.And:
                        result = a & b;
                        break;
                    case Operation.Or:
                        result = a | b;
                        break;
                    case Operation.Xor:
                        result = a ^ b;
                        break;
                    case Operation.AndNot:
                        result = a & ~b;
                        break;
                    case Operation.OrNot:
                        result = a | ~b;
                        break;
                    case Operation.XorNot:
                        result = ~(a ^ b);
                        break;
                    case Operation.SetLessImmediate:
                        result = (long)a < (long)immediate ? 1ul : 0;
                        break;
                    case Operation.SetLessUnsignedImmediate:
                        result = a < immediate ? 1ul : 0;
                        break;
                    case Operation.SetLess:
                        result = (long)a < (long)b ? 1ul : 0;
                        break;
                    case Operation.SetLessUnsigned:
                        result = a < b ? 1ul : 0;
                        break;
                    case Operation.ShiftLeftImmediate:
                        result = a << (int)immediate;
                        break;
                    case Operation.ShiftRightImmediate:
                        result = a >> (int)immediate;
                        break;
                    case Operation.ShiftRightArithmeticImmediate:
                        result = (ulong)((long)a >> (int)immediate);
                        break;
                    case Operation.ShiftLeft:
                        result = a << (int)(b & 63);
                        break;
                    case Operation.ShiftRight:
                        result = a >> (int)(b & 63);
                        break;
                    case Operation.ShiftRightArithmetic:
                        result = (ulong)((long)a >> (int)(b & 63));
                        break;
                    case Operation.ShiftLeftWordImmediate:
                        result = SignExtend((uint)a << (int)(immediate & 31));
                        break;
                    case Operation.ShiftRightWordImmediate:
                        result = SignExtend((uint)a >> (int)(immediate & 31));
                        break;
                    case Operation.ShiftRightArithmeticWordImmediate:
                        result = (ulong)((int)a >> (int)(immediate & 31));
                        break;
                    case Operation.ShiftLeftWord:
                        result = SignExtend((uint)a << (int)(b & 31));
                        break;
                    case Operation.ShiftRightWord:
                        result = SignExtend((uint)a >> (int)(b & 31));
                        break;
                    case Operation.ShiftRightArithmeticWord:
                        result = (ulong)((int)a >> (int)(b & 31));
                        break;
                    case Operation.ShiftLeftUnsignedWordImmediate:
                        result = (ulong)(uint)a << (int)immediate;
                        break;
                    case Operation.RotateLeft:
                        result = BitOperations.RotateLeft(a, (int)(b & 63));
                        break;
                    case Operation.RotateRight:
                        result = BitOperations.RotateRight(a, (int)(b & 63));
                        break;
                    case Operation.RotateRightImmediate:
                        result = BitOperations.RotateRight(a, (int)immediate);
                        break;
                    case Operation.RotateLeftWord:
                        result = SignExtend(BitOperations.RotateLeft((uint)a, (int)(b & 31)));
                        break;
                    case Operation.RotateRightWord:
                        result = SignExtend(BitOperations.RotateRight((uint)a, (int)(b & 31)));
                        break;
                    case Operation.RotateRightWordImmediate:
                        result = SignExtend(BitOperations.RotateRight((uint)a, (int)(immediate & 31)));
                        break;
                    case Operation.Multiply:
                        result = a * b;
                        break;
                    case Operation.MultiplyHigh:
                        result = (ulong)Math.BigMul((long)a, (long)b, out long _);
                        break;
                    case Operation.MultiplyHighSignedUnsigned:
                        result = Math.BigMul(a, b, out ulong _) - ((long)a < 0 ? b : 0);
                        break;
                    case Operation.MultiplyHighUnsigned:
                        result = Math.BigMul(a, b, out ulong _);
                        break;
                    case Operation.MultiplyWord:
                        result = SignExtend((uint)a * (uint)b);
                        break;
                    case Operation.BranchEqual:
                    case Operation.BranchEqualZero:
                        if (a == b)
                            next = slot->Next;
                        goto Advance;
                    case Operation.BranchNotEqual:
                    case Operation.BranchNotEqualZero:
                        if (a != b)
                            next = slot->Next;
                        goto Advance;
                    case Operation.BranchLess:
                    case Operation.BranchLessZero:
                        if ((long)a < (long)b)
                            next = slot->Next;
                        goto Advance;
                    case Operation.BranchGreaterOrEqual:
                    case Operation.BranchGreaterOrEqualZero:
                        if ((long)a >= (long)b)
                            next = slot->Next;
                        goto Advance;
                    case Operation.BranchLessUnsigned:
                        if (a < b)
                            next = slot->Next;
                        goto Advance;
                    case Operation.BranchGreaterOrEqualUnsigned:
                        if (a >= b)
                            next = slot->Next;
                        goto Advance;
                    case Operation.Jump:
                        next = slot->Next;
                        goto Advance;
                    case Operation.JumpRegister:
                        // Bit 0 is not cleared: an odd target is no instruction, here as in the chip.
                        ulong target = a + immediate;
                        if (a > uint.MaxValue || target > uint.MaxValue)
                        {
                            _fault = ExitReason.AddressOutsideMemory;
                            goto Fault;
                        }

                        // A target before the code wraps around to a slot far behind it.
                        nextPc = (uint)target;
                        next = (nextPc & 3) != 0 ? end : (int)Math.Min((nextPc - codeStart) >> 2, (uint)end);
                        result = codeStart + (4ul * (uint)(index + 1));
                        break;
                    case Operation.LoadByte:
                        if (!TryLoad<TMode>(pages, readMark, a, immediate, 1, out result))
                            goto Fault;
                        result = (ulong)(sbyte)result;
                        break;
                    case Operation.LoadByteUnsigned:
                        if (!TryLoad<TMode>(pages, readMark, a, immediate, 1, out result))
                            goto Fault;
                        break;
                    case Operation.LoadHalf:
                        if (((a + immediate) & 1) != 0)
                            chip = slot->Unaligned;
                        if (!TryLoad<TMode>(pages, readMark, a, immediate, 2, out result))
                            goto Fault;
                        result = (ulong)(short)result;
                        break;
                    case Operation.LoadHalfUnsigned:
                        if (((a + immediate) & 1) != 0)
                            chip = slot->Unaligned;
                        if (!TryLoad<TMode>(pages, readMark, a, immediate, 2, out result))
                            goto Fault;
                        break;
                    case Operation.LoadWord:
                        if (((a + immediate) & 3) != 0)
                            chip = slot->Unaligned;
                        if (!TryLoad<TMode>(pages, readMark, a, immediate, 4, out result))
                            goto Fault;
                        result = SignExtend((uint)result);
                        break;
                    case Operation.LoadWordUnsigned:
                        if (((a + immediate) & 3) != 0)
                            chip = slot->Unaligned;
                        if (!TryLoad<TMode>(pages, readMark, a, immediate, 4, out result))
                            goto Fault;
                        break;
                    case Operation.LoadDouble:
                        if (((a + immediate) & 7) != 0)
                            chip = slot->Unaligned;
                        if (!TryLoad<TMode>(pages, readMark, a, immediate, 8, out result))
                            goto Fault;
                        break;
                    case Operation.StoreByte:
                        if (!TryStore<TMode>(pages, readMark, a, immediate, 1, b))
                            goto Fault;
                        goto Advance;
                    case Operation.StoreHalf:
                        if (((a + immediate) & 1) != 0)
                            chip = slot->Unaligned;
                        if (!TryStore<TMode>(pages, readMark, a, immediate, 2, b))
                            goto Fault;
                        goto Advance;
                    case Operation.StoreWord:
                        if (((a + immediate) & 3) != 0)
                            chip = slot->Unaligned;
                        if (!TryStore<TMode>(pages, readMark, a, immediate, 4, b))
                            goto Fault;
                        goto Advance;
                    case Operation.StoreDouble:
                        if (((a + immediate) & 7) != 0)
                            chip = slot->Unaligned;
                        if (!TryStore<TMode>(pages, readMark, a, immediate, 8, b))
                            goto Fault;
                        goto Advance;
                    case Operation.CountLeadingZeros:
                        result = (ulong)BitOperations.LeadingZeroCount(a);
                        break;
                    case Operation.CountLeadingZerosWord:
                        result = (ulong)BitOperations.LeadingZeroCount((uint)a);
                        break;
                    case Operation.CountTrailingZeros:
                        result = (ulong)BitOperations.TrailingZeroCount(a);
                        break;
                    case Operation.CountTrailingZerosWord:
                        result = (ulong)BitOperations.TrailingZeroCount((uint)a);
                        break;
                    case Operation.CountOnes:
                        result = (ulong)BitOperations.PopCount(a);
                        break;
                    case Operation.CountOnesWord:
                        result = (ulong)BitOperations.PopCount((uint)a);
                        break;
                    case Operation.Max:
                        result = (ulong)Math.Max((long)a, (long)b);
                        break;
                    case Operation.MaxUnsigned:
                        result = Math.Max(a, b);
                        break;
                    case Operation.Min:
                        result = (ulong)Math.Min((long)a, (long)b);
                        break;
                    case Operation.MinUnsigned:
                        result = Math.Min(a, b);
                        break;
                    case Operation.SignExtendByte:
                        result = (ulong)(sbyte)a;
                        break;
                    case Operation.SignExtendHalf:
                        result = (ulong)(short)a;
                        break;
                    case Operation.ZeroExtendHalf:
                        result = (ushort)a;
                        break;
                    case Operation.OrCombineBytes:
                        result = OrCombine(a);
                        break;
                    case Operation.ReverseBytes:
                        result = BinaryPrimitives.ReverseEndianness(a);
                        break;
                    case Operation.CallKeccak:
                    case Operation.CallPoseidon16:
                    case Operation.CallPoseidon24:
                    case Operation.CallMulMod:
                    case Operation.CallRecover:
                    case Operation.CallCopy:
                        if (!TryCall<TMode>(Precompile.Keccak + (slot->Operation - Operation.CallKeccak), a, b))
                            goto Fault;
                        goto Advance;
                    case Operation.Trap:
                        _fault = ExitReason.Failed;
                        goto Fault;
                    default:
                        _fault = ExitReason.InvalidInstruction;
                        goto Fault;
                }

                if (TMode.IsTracing)
                    Record(slot, index, next, nextPc, chip, a, b, result);
                x[slot->Rd] = result;
                goto Count;

            Advance:
                if (TMode.IsTracing)
                    Record(slot, index, next, nextPc, chip, a, b, 0);
                Count:
                if (TMode.CountsRows)
                    _rowCounts[index]++;
                counts[(int)chip]++;
                cycle++;
                index = next;
                if (index == end)
                {
                    // Only JALR knows a pc outside the code; of others the row names it.
                    Pc = slot->Operation == Operation.JumpRegister ? nextPc : next == slot->Next ? _program.Code[(int)(slot - code)].Next : codeStart + (4 * (uint)end);
                    Cycle = cycle;
                    _exit = new(Pc == MemoryMap.HaltPc ? ExitReason.Halted : ExitReason.JumpOutsideCode, Pc, 0);
                    return;
                }

                continue;

            Fault:
                Cycle = cycle;
                Pc = codeStart + (4 * (uint)index);
                _exit = new(_fault, Pc, _registers[10]);
                return;
            }

            Pc = codeStart + (4 * (uint)index);
        }

        Cycle = cycle;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SignExtend(uint value) => (ulong)(int)value;

    /// <summary>Each byte that is not zero becomes 0xFF.</summary>
    private static ulong OrCombine(ulong value)
    {
        ulong result = 0;
        for (int i = 0; i < 64; i += 8)
        {
            if (((value >> i) & 0xff) != 0)
                result |= 0xfful << i;
        }

        return result;
    }

    /// <summary>Leaves the event of an instruction. Called before rd is written.</summary>
    private void Record(CodeSlot* slot, int index, int next, uint nextPc, ChipKind chip, ulong a, ulong b, ulong result)
    {
        InstructionEvent record = new()
        {
            Instruction = _program.Code[index],
            Time = _time,
            NextPc = next < _code.Length - 1 ? _program.CodeStart + (4 * (uint)next) : nextPc != 0 ? nextPc : _program.Code[index].Next,
            Address = (uint)(a + (ulong)slot->Immediate),
            Word = _word,
            NextWord = _nextWord,
        };
        if (slot->ReadsRs1)
        {
            record.Rs1 = a;
            record.Rs1Previous = _registerTimes[slot->Rs1];
            _registerTimes[slot->Rs1] = _time + InstructionStep.Rs1Delay;
        }

        if (slot->ReadsRs2)
        {
            record.Rs2 = b;
            record.Rs2Previous = _registerTimes[slot->Rs2];
            _registerTimes[slot->Rs2] = _time + InstructionStep.Rs2Delay;
        }

        if (slot->WritesRd)
        {
            record.Rd = result;
            record.RdOld = _registers[slot->Rd];
            record.RdPrevious = _registerTimes[slot->Rd];
            _registerTimes[slot->Rd] = _time + InstructionStep.WriteDelay;
        }

        _events!.Add(chip, in record);
    }
}
