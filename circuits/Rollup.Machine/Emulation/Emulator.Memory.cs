using System.Runtime.CompilerServices;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Memory;
using Rollup.Machine.Precompiles.Modular;

namespace Rollup.Machine.Emulation;

public sealed unsafe partial class Emulator
{
    /// <summary>The most words of one operand of a precompile.</summary>
    private const int MaxOperandWords = 25;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryLoad<TMode>(byte** pages, uint readMark, ulong baseAddress, ulong displacement, int size, out ulong value)
        where TMode : struct, IEmulationMode
    {
        ulong address = baseAddress + displacement;
        if (!TMode.IsTracing && (baseAddress | address) <= uint.MaxValue && (address & 7) + (uint)size <= 8)
        {
            byte* page = pages[address >> PagedMemory.LogPageBytes];
            uint offset = (uint)address & (PagedMemory.PageBytes - 1);
            if (page != null && ((uint*)(page + PagedMemory.Marks))[offset >> 6] >= readMark)
            {
                value = size switch
                {
                    1 => page[offset],
                    2 => Unsafe.ReadUnaligned<ushort>(page + offset),
                    4 => Unsafe.ReadUnaligned<uint>(page + offset),
                    _ => Unsafe.ReadUnaligned<ulong>(page + offset),
                };
                return true;
            }
        }

        return TryLoadAnywhere<TMode>(baseAddress, address, size, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryStore<TMode>(byte** pages, uint readMark, ulong baseAddress, ulong displacement, int size, ulong value)
        where TMode : struct, IEmulationMode
    {
        ulong address = baseAddress + displacement;
        if (!TMode.IsTracing && (baseAddress | address) <= uint.MaxValue && (address & 7) + (uint)size <= 8)
        {
            byte* page = pages[address >> PagedMemory.LogPageBytes];
            uint offset = (uint)address & (PagedMemory.PageBytes - 1);
            if (page != null && ((uint*)(page + PagedMemory.Marks))[offset >> 6] > readMark)
            {
                switch (size)
                {
                    case 1:
                        page[offset] = (byte)value;
                        break;
                    case 2:
                        Unsafe.WriteUnaligned(page + offset, (ushort)value);
                        break;
                    case 4:
                        Unsafe.WriteUnaligned(page + offset, (uint)value);
                        break;
                    default:
                        Unsafe.WriteUnaligned(page + offset, value);
                        break;
                }

                return true;
            }
        }

        return TryStoreAnywhere<TMode>(baseAddress, address, size, value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryLoadAnywhere<TMode>(ulong baseAddress, ulong address, int size, out ulong value)
        where TMode : struct, IEmulationMode
    {
        value = 0;
        if (!IsInMemory(baseAddress, address, size))
            return false;
        uint index = (uint)(address >> 3), time = _time + InstructionStep.MemoryDelay;
        int shift = 8 * (int)(address & 7), bits = 8 * size;
        if (!TryReadWord<TMode>(index, time, out _word))
            return false;
        value = _word.Old >> shift;
        if (shift + bits > 64)
        {
            if (!TryReadWord<TMode>(index + 1, time, out _nextWord))
                return false;
            value |= _nextWord.Old << (64 - shift);
        }

        if (bits < 64)
            value &= (1ul << bits) - 1;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryStoreAnywhere<TMode>(ulong baseAddress, ulong address, int size, ulong value)
        where TMode : struct, IEmulationMode
    {
        if (!IsInMemory(baseAddress, address, size))
            return false;
        uint index = (uint)(address >> 3), time = _time + InstructionStep.MemoryDelay;
        int shift = 8 * (int)(address & 7), bits = 8 * size;
        ulong mask = bits < 64 ? (1ul << bits) - 1 : ulong.MaxValue;
        value &= mask;
        ulong* word = WordAt<TMode>(index, isWrite: true);
        if (word == null)
            return false;
        _word = Overwrite<TMode>(word, index, time, (*word & ~(mask << shift)) | (value << shift));
        if (shift + bits <= 64)
            return true;
        word = WordAt<TMode>(index + 1, isWrite: true);
        if (word == null)
            return false;
        _nextWord = Overwrite<TMode>(word, index + 1, time, (*word & ~(mask >> (64 - shift))) | (value >> (64 - shift)));
        return true;
    }

    /// <summary>The base itself must be below 2^32: the chips prove that, and legal programs do not need more.</summary>
    private bool IsInMemory(ulong baseAddress, ulong address, int size)
    {
        bool isInside = baseAddress <= uint.MaxValue && address + (uint)size - 1 <= uint.MaxValue && address <= uint.MaxValue;
        if (!isInside)
            _fault = ExitReason.AddressOutsideMemory;
        return isInside;
    }

    private bool TryReadWord<TMode>(uint index, uint time, out WordAccess access)
        where TMode : struct, IEmulationMode
    {
        ulong* word = WordAt<TMode>(index, isWrite: false);
        access = word == null ? default : new(*word, *word, TMode.IsTracing ? TakeTime(index, time) : 0);
        return word != null;
    }

    private WordAccess Overwrite<TMode>(ulong* word, uint index, uint time, ulong value)
        where TMode : struct, IEmulationMode
    {
        WordAccess access = new(*word, value, TMode.IsTracing ? TakeTime(index, time) : 0);
        *word = value;
        return access;
    }

    /// <summary>The time of the word's last access, which becomes <paramref name="time"/>.</summary>
    private uint TakeTime(uint index, uint time)
    {
        ref uint last = ref LastAccess(index);
        (uint previous, last) = (last, time);
        return previous;
    }

    private ref uint LastAccess(uint index)
        => ref ((uint*)(_memory.Pages[index >> (PagedMemory.LogPageBytes - 3)] + PagedMemory.Times))[index & ((PagedMemory.PageBytes / MemoryMap.WordBytes) - 1)];

    /// <summary>The word's place in memory, its block marked as touched; null if there is too much memory in use.</summary>
    private ulong* WordAt<TMode>(uint index, bool isWrite)
        where TMode : struct, IEmulationMode
    {
        byte* page = _memory.PageOf(index << 3);
        if (page == null)
        {
            _fault = ExitReason.MemoryLimit;
            return null;
        }

        uint wordInPage = index & ((PagedMemory.PageBytes / MemoryMap.WordBytes) - 1);
        ref uint mark = ref ((uint*)(page + PagedMemory.Marks))[wordInPage / MemoryMap.BlockWords];
        if (mark < (isWrite ? _readMark + 1 : _readMark))
            Touch(ref mark, page, index / MemoryMap.BlockWords, isWrite);
        return (ulong*)page + wordInPage;
    }

    private void Touch(ref uint mark, byte* page, uint block, bool isWrite)
    {
        bool isNew = mark < _readMark;
        mark = isWrite ? _readMark + 1 : _readMark;
        uint inPage = block & ((PagedMemory.PageBytes / MemoryMap.BlockBytes) - 1);
        if (isNew)
        {
            TouchedBlock touched = new() { Index = block };
            new ReadOnlySpan<ulong>((ulong*)page + (inPage * MemoryMap.BlockWords), MemoryMap.BlockWords).CopyTo(touched.Before);
            _touched.Add(touched);
            new Span<uint>((uint*)(page + PagedMemory.Times) + (inPage * MemoryMap.BlockWords), MemoryMap.BlockWords).Clear();
        }

        if (--_blockBudget <= 0)
            _stopAt = 0;
        CountBlock(block, isNew, isWrite);
    }

    private void CountBlock(uint block, bool isNew, bool isWritten)
    {
        _counts.Blocks += isNew ? 1 : 0;
        _counts.WrittenBlocks += isWritten ? 1 : 0;
        _nodes.Add(block, isWritten);
    }

    private bool TryCall<TMode>(Precompile function, ulong firstAddress, ulong secondAddress)
        where TMode : struct, IEmulationMode
    {
        (Operand firstOperand, Operand secondOperand) = PrecompileOperands.Of(function);
        if (!IsOperand(firstAddress, firstOperand) || !IsOperand(secondAddress, secondOperand))
            return false;
        uint firstIndex = (uint)(firstAddress >> 3), secondIndex = (uint)(secondAddress >> 3);
        Span<ulong> first = stackalloc ulong[MaxOperandWords], second = stackalloc ulong[MaxOperandWords];
        first = first[..firstOperand.Words];
        second = second[..secondOperand.Words];
        WordAccess[] firstAccesses = TMode.IsTracing ? new WordAccess[first.Length] : [], secondAccesses = TMode.IsTracing ? new WordAccess[second.Length] : [];

        // Reads come before writes: an operand that overlaps another one sees the times in this order.
        if (!TryRead<TMode>(firstIndex, firstOperand, first, firstAccesses) || !TryRead<TMode>(secondIndex, secondOperand, second, secondAccesses))
            return false;
        if (!PrecompileSemantics.TryExecute(function, first, second))
        {
            _fault = ExitReason.NotAFieldElement;
            return false;
        }

        if (function == Precompile.Recover && ModularCalls.TryRecover(first, second) is null)
        {
            _fault = ExitReason.UnprovableRecovery;
            return false;
        }

        if (!TryWrite<TMode>(firstIndex, firstOperand, first, firstAccesses) || !TryWrite<TMode>(secondIndex, secondOperand, second, secondAccesses))
            return false;
        _counts.Calls(function)++;
        if (--_callBudget <= 0)
            _stopAt = 0;
        if (TMode.IsTracing)
            _events!.Add(new CallEvent(function, _time, firstIndex, secondIndex, firstAccesses, secondAccesses));
        return true;
    }

    private bool IsOperand(ulong address, Operand operand)
    {
        ExitReason fault = address > uint.MaxValue || address + (ulong)(MemoryMap.WordBytes * operand.Words) > 1ul << 32 ? ExitReason.AddressOutsideMemory
            : (address & 7) != 0 ? ExitReason.MisalignedOperand : ExitReason.None;
        if (fault != ExitReason.None)
            _fault = fault;
        return fault == ExitReason.None;
    }

    /// <summary>Reads an operand's words: as accesses of their own if they are not written afterwards.</summary>
    private bool TryRead<TMode>(uint index, Operand operand, Span<ulong> words, WordAccess[] accesses)
        where TMode : struct, IEmulationMode
    {
        for (int i = 0; i < words.Length; i++)
        {
            ulong* word = WordAt<TMode>(index + (uint)i, operand.IsWritten);
            if (word == null)
                return false;
            words[i] = *word;
            if (TMode.IsTracing && !operand.IsWritten)
                accesses[i] = new(*word, *word, TakeTime(index + (uint)i, _time + InstructionStep.MemoryDelay));
        }

        return true;
    }

    private bool TryWrite<TMode>(uint index, Operand operand, ReadOnlySpan<ulong> words, WordAccess[] accesses)
        where TMode : struct, IEmulationMode
    {
        for (int i = 0; operand.IsWritten && i < words.Length; i++)
        {
            ulong* word = WordAt<TMode>(index + (uint)i, isWrite: true);
            if (word == null)
                return false;
            WordAccess access = Overwrite<TMode>(word, index + (uint)i, _time + InstructionStep.WriteDelay, words[i]);
            if (TMode.IsTracing)
                accesses[i] = access;
        }

        return true;
    }
}
