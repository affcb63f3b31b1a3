using System.Buffers.Binary;
using Rollup.Machine;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using static Rollup.Machine.Tests.Assembly;

namespace Rollup.Recursion.Tests.Proving;

/// <summary>
/// The machine, all circuits and the prover with parameters that are fast and of no security, over a program that copies its input to its output: a run states what it is told to. The proofs are made once.
/// </summary>
public sealed class ProverFixture
{
    private const long SecondSegment = 50, Forever = long.MaxValue / 2;

    private static readonly StarkParameters Fast = new("fast", 2, 2, 4, 4, 20, new(1, 0, 0, 0, 0, 2)), Segment = Fast with { LogBlowup = 1 }, Last = Fast with { LogBlowup = 3, LogFinalLength = 6 };

    private readonly MachineKey _machine;

    public ProverFixture()
    {
        _machine = KeyOf(Program(spare: 0));
        InnerCircuits inner = InnerCircuits.Create(_machine.Stark.Verifying, Fast);
        Keys = new(_machine, inner, FinalCircuits.Create(inner.Layouts, Last, Last with { LogCap = 2 }));
        Prover = new(Keys);

        (FirstRun, Segments) = Prove(_machine, from: 1, to: 2, SecondSegment);
        Lifts = [.. Segments.Select(segment => Proof(Prover.Lift(segment, new())))];
        Join = Proof(Prover.Join(Lifts[0], Lifts[1], new()));
        FirstClose = Proof(Prover.Close(FirstRun, Join, new()));
        (SecondRun, byte[][] segments) = Prove(_machine, from: 2, to: 3);
        SecondLift = Proof(Prover.Lift(segments[0], new()));
        SecondClose = Proof(Prover.Close(SecondRun, SecondLift, new()));
        Chain = Proof(Prover.Chain(FirstClose, SecondClose, new()));
        Shrink = Proof(Prover.Shrink(Chain, new()));
        Final = Proof(Prover.Final(Shrink, new()));
    }

    public ProofKeys Keys { get; }

    public RecursionProver Prover { get; }

    /// <summary>Of batch 2 after batch 1, in two segments.</summary>
    public byte[] FirstRun { get; }

    public byte[][] Segments { get; }

    public byte[][] Lifts { get; }

    public byte[] Join { get; }

    public byte[] FirstClose { get; }

    /// <summary>Of batch 3 after batch 2, in one segment.</summary>
    public byte[] SecondRun { get; }

    public byte[] SecondLift { get; }

    public byte[] SecondClose { get; }

    public byte[] Chain { get; }

    public byte[] Shrink { get; }

    public byte[] Final { get; }

    /// <summary>The proof of a step that must succeed.</summary>
    public static byte[] Proof(StepResult result)
    {
        result.Fault.ShouldBeNull();
        return result.Proof.ShouldNotBeNull();
    }

    /// <summary>The close of a run that takes batch <paramref name="from"/> to batch <paramref name="to"/>.</summary>
    public byte[] Close(ulong from, ulong to)
    {
        (byte[] run, byte[][] segments) = Prove(_machine, from, to);
        return Proof(Prover.Close(run, Proof(Prover.Lift(segments[0], new())), new()));
    }

    /// <summary>A segment of another program on the same machine, and the prover of its keys.</summary>
    public (byte[] Segment, RecursionProver Prover) OfAnotherProgram()
    {
        MachineKey machine = KeyOf(Program(spare: 1));
        return (Prove(machine, from: 2, to: 3).Segments[0], new(new(machine, Keys.Inner, Keys.Final)));
    }

    private static (byte[] Run, byte[][] Segments) Prove(MachineKey machine, ulong from, ulong to, params ReadOnlySpan<long> cuts)
    {
        SegmentRunner runner = new(machine.Program, machine.Chips, machine.Shapes, InputOf(from, to), Workers.All);
        long[] bounds = [0, .. cuts, Forever];
        byte[][] segments = [.. bounds.Zip(bounds.Skip(1), (start, end) => RunCodec.Encode(SegmentProver.Prove(machine, runner.Trace(start, end), new())))];
        return (RunCodec.Encode(runner.Finish(segments.Length)), segments);
    }

    private static MachineKey KeyOf(ProgramImage program)
    {
        IReadOnlyList<IChip> chips = MachineTables.Of(program);
        SegmentCounts counts = new SegmentRunner(program, chips, [], InputOf(1, 2), Workers.All).Trace(0, Forever).Counts;
        return MachineKey.Create(program, [SegmentShape.Cheapest("run", chips, new(chips), SegmentBudget.AfterAnyInstruction(counts))], Segment, Workers.All);
    }

    /// <summary>The input: the output's words. Batches have numbers for hashes.</summary>
    private static byte[] InputOf(ulong from, ulong to)
    {
        ulong[] words = new ulong[OutputOpening.WordCount];
        (words[0], words[1], words[2], words[5], words[9]) = (MemoryMap.OutputFixedWord, 31_337, 0x1234, from, to);
        byte[] input = new byte[8 * words.Length];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(input.AsSpan(8 * i), words[i]);
        return input;
    }

    private static ProgramImage Program(int spare) => ProgramImage.FromWords(MemoryMap.ImageStart,
    [
        Encode("lui", S0, immediate: (int)(MemoryMap.Input >> 12)), Encode("lui", A3, immediate: (int)(MemoryMap.Output >> 12)), Encode("addi", S1, Zero, immediate: OutputOpening.WordCount),
        Encode("addi", T1, Zero, immediate: spare),
        Encode("ld", A0, S0), Encode("sd", 0, A3, A0), Encode("addi", S0, S0, immediate: 8), Encode("addi", A3, A3, immediate: 8), Encode("addi", S1, S1, immediate: -1),
        Encode("bne", 0, S1, Zero, immediate: -20), .. Halt,
    ]);
}
