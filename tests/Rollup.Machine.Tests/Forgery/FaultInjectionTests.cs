using System.Runtime.CompilerServices;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Boundary;
using Rollup.Machine.Emulation;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Memory;
using Rollup.Machine.Programs;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Stark.Matrices;
using static Rollup.Machine.Tests.Assembly;

namespace Rollup.Machine.Tests.Forgery;

/// <summary>An emulator that executes one instruction wrongly, and everything after it as if that had been right: its segment has no proof.</summary>
public sealed class FaultInjectionTests
{
    private const int ProgramLength = 140;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_segment_with_a_wrong_step_violates_the_tables(int seed)
    {
        const int Faults = 20;
        ProgramImage program = RandomProgram(new(seed));
        IReadOnlyList<IChip> chips = MachineTables.Of(program);
        (SegmentEvents events, long cycles) = Trace(program, long.MaxValue, default, new(seed));
        Violation(program, chips, events)?.ToString().ShouldBeNull();

        Random random = new(seed);
        int[] found = new int[Enum.GetValues<Fault>().Length];
        for (int i = 0; i < Faults; i++)
        {
            Fault fault = (Fault)(i % found.Length);

            // After the last one, the jump to the halt pc, the emulator has stopped.
            long cycle = random.NextInt64(cycles - 1);
            (SegmentEvents faulty, _) = Trace(program, cycle, fault, random);
            Violation(program, chips, faulty).ShouldNotBeNull($"{fault} at cycle {cycle}");
            found[(int)fault]++;
        }

        found.ShouldAllBe(count => count > 3);
    }

    private enum Fault
    {
        /// <summary>One bit of the value in rd is wrong, or of a word that is stored or written by a precompile. What does neither goes elsewhere.</summary>
        WrongResult,

        /// <summary>The next instruction is another one.</summary>
        WrongNext,
    }

    /// <summary>Traces a run with a fault in the instruction at <paramref name="faultyCycle"/>.</summary>
    private static (SegmentEvents Events, long Cycles) Trace(ProgramImage program, long faultyCycle, Fault fault, Random random)
    {
        const long Most = 10 * ProgramLength;
        Emulator emulator = new(program, []);
        MemoryTree tree = SegmentTree.Initial(program, [], Workers.All);
        SegmentEvents events = new();
        uint startPc = emulator.Pc;
        emulator.BeginSegment(events);
        emulator.Run(Math.Min(Most, faultyCycle) + 1);
        if (emulator.Cycle == faultyCycle + 1)
        {
            ref InstructionEvent last = ref LastOf(events, emulator.Cycle);
            if (fault == Fault.WrongNext || !TrySpoilResult(emulator, events, ref last, random))
                GoElsewhere(emulator, program, ref last, random);
            if (emulator.Exit is null)
                emulator.Run(Most);
        }

        SegmentTree.Complete(tree, emulator, startPc, events, Workers.All);
        return (events, emulator.Cycle);
    }

    private static ref InstructionEvent LastOf(SegmentEvents events, long cycle)
    {
        uint time = BoundaryChip.StartTime + (uint)((cycle - 1) * InstructionStep.Duration);
        ChipKind chip = Enum.GetValues<ChipKind>().Single(kind => events.Instructions(kind) is { IsEmpty: false } all && all[^1].Time == time);
        return ref Unsafe.AsRef(in events.Instructions(chip)[^1]);
    }

    private static bool TrySpoilResult(Emulator emulator, SegmentEvents events, ref InstructionEvent last, Random random)
    {
        ulong bit = 1ul << random.Next(64);
        uint time = last.Time;
        if (Operands.Of(last.Instruction.Operation).HasFlag(OperandUse.WritesRd))
        {
            last.Rd ^= bit;
            Unsafe.AsRef(in emulator.Registers[last.Instruction.Rd]) = last.Rd;
            return true;
        }

        if (last.Word.New != last.Word.Old)
        {
            last.Word = last.Word with { New = last.Word.New ^ bit };
            emulator.Memory.Write(last.Address & ~7u, BitConverter.GetBytes(last.Word.New));
            return true;
        }

        if (Enum.GetValues<Precompile>().Select(function => events.Calls(function).LastOrDefault()).SingleOrDefault(call => call?.Time == time) is not { } made)
            return false;
        (WordAccess[] words, uint index) = made.Second.Length > 0 && made.Second[0].Old != made.Second[0].New ? (made.Second, made.SecondIndex) : (made.First, made.FirstIndex);
        int spoiled = random.Next(words.Length);
        words[spoiled] = words[spoiled] with { New = words[spoiled].New ^ bit };
        emulator.Memory.Write(8 * (index + (uint)spoiled), BitConverter.GetBytes(words[spoiled].New));
        return true;
    }

    private static void GoElsewhere(Emulator emulator, ProgramImage program, ref InstructionEvent last, Random random)
    {
        uint next = last.NextPc;
        while (next == last.NextPc)
            next = program.CodeStart + (4 * (uint)random.Next(program.Code.Count));
        last.NextPc = next;
        typeof(Emulator).GetProperty(nameof(Emulator.Pc))!.SetValue(emulator, next);
    }

    private static SegmentViolation? Violation(ProgramImage program, IReadOnlyList<IChip> chips, SegmentEvents events)
    {
        Trace?[] traces = TraceBuilder.Build(chips, SegmentShape.Smallest("faulty", chips, events.Counts).LogHeights, events, Workers.All);
        return SegmentChecker.FindViolation(program, chips, events, traces);
    }

    /// <summary>Instructions of all kinds on random registers, with memory around S0, and short jumps ahead.</summary>
    private static ProgramImage RandomProgram(Random random)
    {
        const int Data = 0x2000_0800;
        InstructionDefinition[] definitions = [.. InstructionSet.All.Where(d => d.Name is not ("ebreak" or "jalr" or "jal" or "call.recover" or "call.poseidon16" or "call.poseidon24" or "call.copy"))];
        List<uint> words = [.. Load(S0, Data), .. Load(S1, Data + 512), .. Enumerable.Range(A0, 22).SelectMany(register => Load(register, random.Next()))];
        while (words.Count < ProgramLength)
        {
            InstructionDefinition definition = definitions[random.Next(definitions.Length)];
            int rd = random.Next(A0, 32), rs1 = random.Next(A0, 32), rs2 = random.Next(A0, 32);
            words.Add(definition.Format switch
            {
                _ when definition.AccessBytes > 0 => Encode(definition.Name, rd, S0, rs2, random.Next(-256, 256)),
                InstructionFormat.Call => Encode(definition.Name, 0, S0, definition.Name == "call.keccak" ? Zero : S1),
                InstructionFormat.Branch => Encode(definition.Name, 0, rs1, rs2, 8),
                InstructionFormat.Upper => Encode(definition.Name, rd, immediate: random.Next(1 << 20)),
                InstructionFormat.UpperRelative => Encode(definition.Name, rd, immediate: random.Next(1 << 12)),
                InstructionFormat.ShiftAmount => Encode(definition.Name, rd, rs1, immediate: random.Next(32)),
                _ => Encode(definition.Name, random.Next(8) == 0 ? Zero : rd, rs1, definition.Format == InstructionFormat.Register ? rs2 : 0, random.Next(-2048, 2048)),
            });
        }

        return ProgramImage.FromWords(MemoryMap.ImageStart, [.. words, .. Halt]);
    }
}
