using Rollup.Kernel.Fields;
using Rollup.Kernel.State;
using Rollup.Machine.Emulation;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Stark.Checking;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using static Rollup.Machine.Tests.Assembly;

namespace Rollup.Machine.Tests.Runs;

/// <summary>Proofs of segments that are not a proof of the run that they are presented as: the unchanged verifier refuses them.</summary>
public sealed class RunForgeryTests(ProvenRun proven) : IClassFixture<ProvenRun>
{
    private static readonly Digest OtherRoot = Digest.FromElements([.. Enumerable.Range(1, Digest.Length).Select(i => KoalaBear.FromCanonical((uint)i))]);

    private SegmentProof First => proven.Segments[0];

    private SegmentProof Last => proven.Segments[1];

    [Fact]
    public void A_run_of_recoveries_is_proven()
    {
        proven.Verify(proven.Run, First, Last).ShouldBe(RunVerdict.Valid);
        proven.Run.Output.Words[1].ShouldBe(ProvenRun.KeyCount);
    }

    [Fact]
    public void Segments_are_neither_exchanged_nor_left_out_nor_doubled()
    {
        proven.Verify(proven.Run, Last, First).Error.ShouldBe(RunError.WrongStart);
        proven.Verify(proven.Run, First, First).Error.ShouldBe(RunError.BrokenChain);
        proven.Verify(proven.Run, First, Last, Last).Error.ShouldBe(RunError.BrokenChain);
        proven.Verify(proven.Run with { SegmentCount = 1 }, Last).Error.ShouldBe(RunError.WrongStart);
        proven.Verify(proven.Run, First).Error.ShouldBe(RunError.Malformed);
        proven.Verify(proven.Run with { SegmentCount = 0 }).Error.ShouldBe(RunError.Malformed);
    }

    [Fact]
    public void A_run_that_has_not_halted_is_none()
        => proven.Verify(proven.Run with { SegmentCount = 1 }, First).Error.ShouldBe(RunError.NotHalted);

    [Fact]
    public void What_a_segment_says_is_what_its_proof_says()
    {
        SegmentStatement first = First.Statement, last = Last.Statement;
        proven.Verify(proven.Run, First with { Statement = first with { StartPc = first.StartPc + 4 } }, Last).Error.ShouldBe(RunError.WrongStart);
        proven.Verify(proven.Run, First with { Statement = first with { StartRoot = OtherRoot } }, Last).Error.ShouldBe(RunError.WrongStart);
        proven.Verify(proven.Run, First with { Statement = first with { EndPc = first.EndPc + 4 } }, Last).Error.ShouldBe(RunError.SegmentRejected);
        proven.Verify(proven.Run, First with { Statement = first with { EndRoot = OtherRoot } }, Last).Error.ShouldBe(RunError.SegmentRejected);
        proven.Verify(proven.Run, First, Last with { Statement = last with { StartPc = last.StartPc + 4 } }).Error.ShouldBe(RunError.BrokenChain);
        proven.Verify(proven.Run, First, Last with { Statement = last with { StartRoot = OtherRoot } }).Error.ShouldBe(RunError.BrokenChain);
        proven.Verify(proven.Run, First, Last with { Statement = last with { EndPc = last.EndPc + 4 } }).Error.ShouldBe(RunError.SegmentRejected);
        proven.Verify(proven.Run, First, Last with { Statement = last with { EndRoot = OtherRoot } }).Error.ShouldBe(RunError.SegmentRejected);

        // A segment that ends anywhere, presented as the last one, and one that begins anywhere, as the first.
        proven.Verify(proven.Run with { SegmentCount = 1 }, First with { Statement = first with { EndPc = MemoryMap.HaltPc, EndRoot = last.EndRoot } }).Error.ShouldBe(RunError.SegmentRejected);
        proven.Verify(proven.Run with { SegmentCount = 1 }, Last with { Statement = last with { StartPc = first.StartPc, StartRoot = first.StartRoot } }).Error.ShouldBe(RunError.SegmentRejected);
    }

    [Fact]
    public void Proofs_on_one_input_are_none_on_another()
    {
        RunProof other = proven.Run with { InputRoot = InitialMemory.InputOf(SegmentTree.Initial(proven.Program, ProvenRun.FailingInput, Workers.All)) };
        proven.Verify(other, First, Last).Error.ShouldBe(RunError.WrongStart);
        Digest start = InitialMemory.Root(proven.Key.ImageRoot, other.InputRoot);
        proven.Verify(other, First with { Statement = First.Statement with { StartRoot = start } }, Last).Error.ShouldBe(RunError.SegmentRejected);
    }

    /// <summary>The other program does the same on this input; it differs in an instruction that is not executed.</summary>
    [Fact]
    public void Proofs_of_one_program_are_none_of_another()
    {
        ProgramImage program = ProgramImage.FromWords(MemoryMap.ImageStart, ProvenRun.Code(failsWithoutInput: false));
        MachineKey other = MachineKey.Create(program, proven.Key.Shapes, ParameterSets.Provable110(1), Workers.All);
        RunVerifier.Verify(other, proven.Run, proven.Segments).Error.ShouldBe(RunError.WrongStart);
        VerificationResult verdict = Verifier.Verify(other.Stark.Verifying, First.Statement.ToPublicValues(), First.Proof);
        verdict.Error.ShouldNotBe(VerificationError.None);
    }

    [Fact]
    public void A_proof_in_one_shape_is_none_in_another()
    {
        const int ShapeByte = 2;
        int shape = First.Proof[ShapeByte];
        for (int other = 0; other <= proven.Key.Shapes.Count; other++)
        {
            byte[] proof = [.. First.Proof];
            proof[ShapeByte] = (byte)other;
            RunError error = proven.Verify(proven.Run, First with { Proof = proof }, Last).Error;
            error.ShouldBe(other == shape ? RunError.None : RunError.SegmentRejected);
        }
    }

    /// <summary>Doubling a table is no proof's choice: a shape has one height for each table of the key.</summary>
    [Fact]
    public void A_table_is_not_left_out_though_it_is_called()
    {
        SegmentShape shape = proven.Key.Shapes.Single(s => s.Name == "no recovery");
        shape.Holds(proven.Key.Chips, proven.FirstEvents.Counts).ShouldBeFalse();
        Trace?[] traces = TraceBuilder.Build(proven.Key.Chips, shape.LogHeights, proven.FirstEvents, Workers.All);
        var proof = Prover.Prove(proven.Key.Stark, traces, First.Statement.ToPublicValues(), new());
        SegmentProof segment = First with { Proof = ProofCodec.Encode(proven.Key.Stark.Verifying, proof) };
        RunVerdict verdict = proven.Verify(proven.Run, segment, Last);
        verdict.Error.ShouldBe(RunError.SegmentRejected);
        verdict.Detail.ShouldContain(nameof(VerificationError.BusesDoNotBalance));
    }

    [Fact]
    public void The_output_is_what_the_last_memory_holds()
    {
        OutputOpening output = proven.Run.Output;
        for (int word = 0; word < OutputOpening.WordCount; word++)
        {
            ulong[] words = [.. output.Words];
            words[word] ^= 1;
            (output with { Words = words }).IsIn(Last.Statement.EndRoot).ShouldBeFalse();
        }

        proven.Verify(proven.Run with { Output = output with { Words = new ulong[OutputOpening.WordCount] } }, First, Last).Error.ShouldBe(RunError.WrongOutput);
        Digest[] siblings = [.. output.Siblings];
        siblings[5] = OtherRoot;
        proven.Verify(proven.Run with { Output = output with { Siblings = siblings } }, First, Last).Error.ShouldBe(RunError.WrongOutput);
        proven.Verify(proven.Run with { Output = output with { Siblings = output.Siblings[1..] } }, First, Last).Error.ShouldBe(RunError.WrongOutput);
    }

    /// <summary>EBREAK is an instruction without a table: a segment ends before it, and nowhere else.</summary>
    [Fact]
    public void A_run_that_fails_does_not_halt()
    {
        SegmentRunner runner = new(proven.Program, proven.Key.Chips, proven.Key.Shapes, ProvenRun.FailingInput, Workers.All);
        SegmentEvents events = runner.Trace(0, 1000);
        proven.Program.Code[(int)(events.Statement.EndPc - proven.Program.CodeStart) / 4].Operation.ShouldBe(Operation.Trap);
        Trace?[] traces = TraceBuilder.Build(proven.Key.Chips, SegmentShape.Smallest("failing", proven.Key.Chips, events.Counts).LogHeights, events, Workers.All);
        SegmentChecker.FindViolation(proven.Program, proven.Key.Chips, events, traces).ShouldBeNull();
        events.Statement = events.Statement with { EndPc = MemoryMap.HaltPc };
        SegmentChecker.FindViolation(proven.Program, proven.Key.Chips, events, traces).ShouldNotBeNull();
    }

    [Fact]
    public void No_instruction_is_at_the_halt_pc()
        => Should.Throw<InvalidProgramImageException>(() => ProgramImage.FromWords(MemoryMap.HaltPc, Halt));
}
