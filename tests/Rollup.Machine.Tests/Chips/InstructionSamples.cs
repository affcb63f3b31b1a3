using System.Buffers.Binary;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;

namespace Rollup.Machine.Tests.Chips;

/// <summary>Executions of instructions with random operands, edge values often among them.</summary>
internal sealed class InstructionSamples(int seed)
{
    private static readonly ulong[] Edges =
    [
        0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, ulong.MaxValue,
        ulong.MaxValue - 1, 0xffff_ffff_8000_0000, 0xffff_ffff_0000_0000, 0x0001_0000_0000_0000, 0xffff_0000_ffff_0000, 0x7f00_0001, 0x7f00, 0xaaaa_5555_aaaa_5555,
    ];

    private static readonly long[] ImmediateEdges = [0, 1, -1, -2048, 2047, 255, 256, -256, 8, -8];

    private readonly Random _random = new(seed);

    /// <summary>An execution of <paramref name="definition"/>, and of loads and stores one that <see cref="ChipKind"/> <paramref name="chip"/> takes.</summary>
    public InstructionEvent Next(InstructionDefinition definition, ChipKind chip)
    {
        while (true)
        {
            InstructionEvent execution = Next(definition);
            bool isUnaligned = definition.AccessBytes > 0 && execution.Address % (uint)definition.AccessBytes != 0;
            if ((isUnaligned ? definition.Unaligned : InstructionSet.ChipOf(execution.Instruction.Operation)) == chip)
                return execution;
        }
    }

    private InstructionEvent Next(InstructionDefinition definition)
    {
        uint pc = (uint)_random.Next(0x4000, 0x30_0000) * 4;
        byte rd = (byte)_random.Next(32), rs1 = (byte)_random.Next(32), rs2 = (byte)_random.Next(32);
        if (_random.Next(4) == 0)
            rs2 = rs1;
        if (_random.Next(4) == 0)
            rd = _random.Next(2) == 0 ? rs1 : rs2;
        long immediate = _random.Next(2) == 0 ? ImmediateEdges[_random.Next(ImmediateEdges.Length)] : _random.Next(-2048, 2048);
        ulong a = rs1 == 0 ? 0 : Operand(), b = rs1 == rs2 ? a : rs2 == 0 ? 0 : _random.Next(5) == 0 ? a : Operand();
        long distance = _random.Next(-1000, 1000) * 4;
        uint register = (uint)((rd << 7) | (rs1 << 15) | (rs2 << 20));
        uint word = definition.Match | (register & ~definition.Mask);
        switch (definition.Format)
        {
            case InstructionFormat.Immediate:
                word = definition.Match | (register & 0xf_ff80) | ((uint)immediate << 20);
                break;
            case InstructionFormat.ShiftAmount:
                immediate = _random.Next((definition.Mask & (1 << 25)) != 0 ? 32 : 64);
                word = definition.Match | (register & 0xf_ff80) | ((uint)immediate << 20);
                break;
            case InstructionFormat.Store:
                word = definition.Match | (register & 0x1ff_8000) | (((uint)immediate & 31) << 7) | (((uint)immediate >> 5) << 25);
                break;
            case InstructionFormat.Branch:
                uint d = (uint)distance;
                word = definition.Match | (register & 0x1ff_8000) | (((d >> 12) & 1) << 31) | (((d >> 5) & 63) << 25) | (((d >> 1) & 15) << 8) | (((d >> 11) & 1) << 7);
                break;
            case InstructionFormat.Jump:
                uint j = (uint)distance;
                word = definition.Match | (register & 0xf80) | (((j >> 20) & 1) << 31) | (((j >> 1) & 0x3ff) << 21) | (((j >> 11) & 1) << 20) | (((j >> 12) & 0xff) << 12);
                break;
            case InstructionFormat.Upper:
            case InstructionFormat.UpperRelative:
                // AUIPC stays within 32 bits.
                uint upper = (uint)_random.Next(definition.Format == InstructionFormat.Upper ? 1 << 20 : 1 << 18);
                immediate = (int)(upper << 12);
                word = definition.Match | (register & 0xf80) | (upper << 12);
                break;
        }

        InstructionEvent execution = new() { Instruction = Decoder.Decode(pc, word), Time = 1 + (4 * (uint)_random.Next(1 << 21)), NextPc = pc + 4 };
        execution.Instruction.Operation.ShouldNotBe(Operation.Invalid, definition.Name);
        if (definition.AccessBytes > 0)
            a = Access(ref execution, definition, immediate, rs1 == rs2, ref b);
        else if (definition.Format == InstructionFormat.Call)
            (a, b) = ((uint)a & ~7u, (uint)b & ~7u);
        else if (definition.Name == "jalr")
            a = Target(ref execution, immediate);
        else if (definition.Format == InstructionFormat.Branch)
            execution.NextPc = ReferenceInstructions.IsTaken(definition.Name, a, b) ? (uint)(pc + distance) : pc + 4;
        else if (definition.Format == InstructionFormat.Jump)
            execution.NextPc = (uint)(pc + distance);

        if (definition.AccessBytes == 0 && definition.Format is not (InstructionFormat.Branch or InstructionFormat.Call) && execution.Instruction.Rd != 0)
            execution.Rd = ReferenceInstructions.Result(definition.Name, a, b, immediate, pc);
        // The decoder may have put rd first.
        if (execution.Instruction.Operation == Operation.Accumulate && rd != rs1)
            (a, b) = (b, a);
        SetRegisters(ref execution, a, b);
        return execution;
    }

    /// <summary>A base below 2^32, the words there, and what the access makes of them. Returns the base.</summary>
    private ulong Access(ref InstructionEvent execution, InstructionDefinition definition, long displacement, bool sameRegister, ref ulong value)
    {
        uint address;
        ulong at;
        do
        {
            address = _random.Next(4) == 0 ? (uint)(_random.Next(1, 40) * 0x1_0000L + _random.Next(-12, 12)) : (uint)_random.NextInt64(1L << 32);
            if (_random.Next(20) == 0)
                address = uint.MaxValue - (uint)_random.Next(24);
            at = (ulong)(address - displacement);
        }
        while (at > uint.MaxValue || (ulong)address + (ulong)definition.AccessBytes > 1ul << 32);

        if (sameRegister)
            value = at;
        execution.Address = address;
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Operand());
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Operand());
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(bytes), second = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8));
        int offset = (int)(address & 7);
        bool crosses = offset + definition.AccessBytes > 8;
        if (definition.Format == InstructionFormat.Store)
        {
            for (int i = 0; i < definition.AccessBytes; i++)
                bytes[offset + i] = (byte)(value >> (8 * i));
        }
        else
        {
            execution.Rd = ReferenceInstructions.Load(definition.Name, bytes.AsSpan(offset));
        }

        uint now = execution.Time + 2;
        execution.Word = new(first, BinaryPrimitives.ReadUInt64LittleEndian(bytes), Before(now));
        if (crosses)
            execution.NextWord = new(second, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)), Before(now));
        return at;
    }

    private ulong Target(ref InstructionEvent execution, long displacement)
    {
        long at;
        uint target;
        do
        {
            target = (uint)_random.NextInt64(1L << 30) * 4;
            at = target - displacement;
        }
        while (at is < 0 or > uint.MaxValue);

        execution.NextPc = target;
        return (ulong)at;
    }

    private void SetRegisters(ref InstructionEvent execution, ulong a, ulong b)
    {
        uint time = execution.Time;
        DecodedInstruction row = execution.Instruction;
        OperandUse use = Operands.Of(row.Operation);
        bool readsRs1 = use.HasFlag(OperandUse.ReadsRs1), readsRs2 = use.HasFlag(OperandUse.ReadsRs2), writes = use.HasFlag(OperandUse.WritesRd);
        if (readsRs1)
            (execution.Rs1, execution.Rs1Previous) = (a, Before(time));
        if (readsRs2)
            (execution.Rs2, execution.Rs2Previous) = (b, readsRs1 && row.Rs1 == row.Rs2 ? time : Before(time + 1));
        if (writes)
        {
            bool isInPlace = row.Operation is Operation.Increment or Operation.Accumulate;
            if (isInPlace && row.Rd == row.Rs2 && readsRs2)
                (execution.RdOld, execution.RdPrevious) = (b, time + 1);
            else if (isInPlace)
                (execution.RdOld, execution.RdPrevious) = (a, Before(time + 3));
            else
                (execution.RdOld, execution.RdPrevious) = readsRs2 && row.Rd == row.Rs2 ? (b, time + 1) : readsRs1 && row.Rd == row.Rs1 ? (a, time) : (Operand(), Before(time));
        }
    }

    private uint Before(uint time) => _random.Next(3) switch
    {
        0 => time - 1,
        1 => 0,
        _ => (uint)_random.Next((int)time),
    };

    private ulong Operand() => _random.Next(3) switch
    {
        0 => Edges[_random.Next(Edges.Length)],
        1 => (ulong)_random.NextInt64() >> _random.Next(64),
        _ => (ulong)_random.NextInt64() * 3,
    };
}
