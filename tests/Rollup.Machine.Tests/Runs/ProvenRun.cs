using System.Buffers.Binary;
using System.Numerics;
using Rollup.Machine.Emulation;
using Rollup.Machine.Events;
using Rollup.Machine.Precompiles.Modular;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Machine.Tests.Precompiles.Modular;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using static Rollup.Machine.Tests.Assembly;

namespace Rollup.Machine.Tests.Runs;

/// <summary>
/// A run in two segments with its proofs, made once for the tests that forge something about them. The program recovers the keys of the signatures in its input and puts their number into the output. Its signatures are those
/// against which recovery needs another start than the first one, and some of the usual kind.
/// </summary>
public sealed class ProvenRun
{
    /// <summary>Words of a signature.</summary>
    private const int OperandWords = 13;

    public ProvenRun()
    {
        Input = InputOf(Signatures);
        Program = ProgramImage.FromWords(MemoryMap.ImageStart, Code(failsWithoutInput: true));
        IReadOnlyList<IChip> chips = MachineTables.Of(Program);
        SegmentCounts counts = new SegmentRunner(Program, chips, [], Input, Workers.All).Trace(0, long.MaxValue / 2).Counts;
        SegmentShape shape = SegmentShape.Cheapest("run", chips, new(chips), SegmentBudget.AfterAnyInstruction(counts));
        Key = MachineKey.Create(Program, [WithoutRecovery(chips, shape), shape, Taller(chips, shape)], ParameterSets.Provable110(1), Workers.All);

        SegmentRunner runner = new(Program, Key.Chips, Key.Shapes, Input, Workers.All);
        SegmentEvents first = runner.Trace(0, SecondSegment), second = runner.Trace(SecondSegment, long.MaxValue / 2);
        Segments = [.. new[] { first, second }.Select(events => RunCodec.DecodeSegment(RunCodec.Encode(SegmentProver.Prove(Key, events, new())))!)];
        Run = RunCodec.DecodeRun(RunCodec.Encode(runner.Finish(Segments.Count)))!;
        FirstEvents = first;
    }

    /// <summary>The cycle at which the second segment begins: after two of the recoveries.</summary>
    public const long SecondSegment = 24;

    /// <summary>A count of 0 in the input, which lets the program fail.</summary>
    public static byte[] FailingInput { get; } = new byte[8];

    public ProgramImage Program { get; }

    public byte[] Input { get; }

    public MachineKey Key { get; }

    public RunProof Run { get; }

    public IReadOnlyList<SegmentProof> Segments { get; }

    internal SegmentEvents FirstEvents { get; }

    public RunVerdict Verify(RunProof run, params IReadOnlyList<SegmentProof> segments) => RunVerifier.Verify(Key, run, segments);

    /// <summary>How many of the signatures have a key.</summary>
    public const ulong KeyCount = 4;

    private static ulong[][] Signatures { get; } =
    [
        Precompiles.Modular.Signatures.Valid(new(1)),
        HardSignatures.PointIsWindowShift,
        HardSignatures.ScalarIsGround,
        HardSignatures.PointIsFirstSum,
        HardSignatures.KeyIsLikeStart(0),
        Precompiles.Modular.Signatures.Operands(1, 0, 1, 0),
    ];

    /// <summary>The program; without <paramref name="failsWithoutInput"/> it differs in one instruction, which the run does not reach.</summary>
    internal static uint[] Code(bool failsWithoutInput)
    {
        const uint Fixed = (uint)(MemoryMap.OutputFixedWord >> 32);
        return
        [
            Encode("lui", S0, immediate: (int)(MemoryMap.Input >> 12)), Encode("lui", A0, immediate: (int)(MemoryMap.Arena >> 12)), Encode("ld", S1, S0), Encode("addi", S0, S0, immediate: 8),
            Encode("bne", 0, S1, Zero, immediate: 8), failsWithoutInput ? Encode("ebreak") : Encode("addi", A1, A1, immediate: 1),
            Encode("call.recover", 0, S0, A0), Encode("ld", A1, A0), Encode("add", A2, A2, A1), Encode("addi", S0, S0, immediate: 8 * OperandWords), Encode("addi", S1, S1, immediate: -1),
            Encode("bne", 0, S1, Zero, immediate: -20),
            Encode("lui", A3, immediate: (int)(MemoryMap.Output >> 12)), Encode("sd", 0, A3, A2, immediate: 8),
            .. Load(A4, (int)Fixed), Encode("slli", A4, A4, immediate: 32), .. Load(A5, unchecked((int)(uint)MemoryMap.OutputFixedWord)), Encode("add.uw", A4, A5, A4), Encode("sd", 0, A3, A4), .. Halt,
        ];
    }

    private static byte[] InputOf(IReadOnlyList<ulong[]> signatures)
    {
        byte[] input = new byte[8 * (1 + (signatures.Count * OperandWords))];
        ulong[] words = [(ulong)signatures.Count, .. signatures.SelectMany(s => s)];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(input.AsSpan(8 * i), words[i]);
        return input;
    }

    /// <summary>The shape without the table of modular arithmetic.</summary>
    private static SegmentShape WithoutRecovery(IReadOnlyList<IChip> chips, SegmentShape shape)
        => new("no recovery", [.. shape.LogHeights.Select((log, i) => chips[i].Air.Name == "Modular" ? StarkParameters.AbsentLogHeight : log)]);

    /// <summary>The shape with twice as many rows in the table of modular arithmetic.</summary>
    private static SegmentShape Taller(IReadOnlyList<IChip> chips, SegmentShape shape)
        => new("taller", [.. shape.LogHeights.Select((log, i) => chips[i].Air.Name == "Modular" ? log + 1 : log)]);
}
