using Rollup.Kernel.Fields;
using Rollup.Machine;
using Rollup.Machine.Segments;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;
using Rollup.Recursion.Verification;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Checking;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Tests.Circuits;

/// <summary>What each circuit states, and what it refuses to state.</summary>
public sealed class StatementTests(RecursionFixture fixture) : IClassFixture<RecursionFixture>
{
    private static readonly MachineState<KoalaBear> One = RecursionFixture.Some(1), Two = RecursionFixture.Some(2), Three = RecursionFixture.Some(3);

    private AllowedKeys Allowed => fixture.Allowed;

    [Fact]
    public void A_lift_states_what_the_segment_does()
    {
        KoalaBear[] publicValues = InnerStatement.ToPublicValues(fixture.Execution(One, Two));
        CircuitWitness witness = CircuitRun.Execute(fixture.Circuits[0].Circuit, publicValues, fixture.LiftInput(One, Two));
        witness.Violation.ShouldBeNull();
        TraceChecker.FindViolation(fixture.Circuits[0].Circuit.Airs, witness.Traces, publicValues).ShouldBeNull();
    }

    [Fact]
    public void A_lift_does_not_state_what_the_segment_does_not_do()
    {
        KoalaBear[] input = fixture.LiftInput(One, Two);
        ShouldViolate(0, InnerStatement.ToPublicValues(fixture.Execution(One, Three)), input, "segment: ");
        ShouldViolate(0, InnerStatement.ToPublicValues(fixture.Execution(Two, One)), input, "segment: ");
        KoalaBear[] padded = InnerStatement.ToPublicValues(fixture.Execution(One, Two));
        padded[^1] = KoalaBear.One;
        ShouldViolate(0, padded, input, "circuit");
    }

    [Fact]
    public void A_lift_is_about_the_machine_whose_segment_it_is()
    {
        ProvingKey<Poseidon2Suite> other = ToyMachine.CreateKey(8);
        ExecutionStatement<KoalaBear> statement = fixture.Execution(One, Two);
        KoalaBear[] input = LiftCircuit.Input(other.Verifying, ToyMachine.Prove(other, One, Two));
        ShouldViolate(0, InnerStatement.ToPublicValues(statement), input, "machine key");
        // The same circuit serves any program of the machine.
        fixture.Violation(0, InnerStatement.ToPublicValues(statement with { MachineKey = ProofInput.Elements(other.Verifying.Digest) }), input).ShouldBeNull();
    }

    [Fact]
    public void Neighbours_join_and_what_is_joined_joins_again()
    {
        InnerProof first = fixture.Lift(One, Two), second = fixture.Lift(Two, Three), third = fixture.Lift(Three, One);
        InnerProof joined = fixture.Join(first, second);
        ShouldSpan(fixture.Join(joined, third), One, One);
        ShouldSpan(fixture.Join(third, joined), Three, Three);
        ShouldSpan(fixture.Join(fixture.Join(third, joined), fixture.Join(third, first)), Three, Two);
        fixture.Circuits.Indices.Count(index => AllowedKeys.GroupOf(index) == AllowedGroup.Joins).ShouldBe(4);

        static void ShouldSpan(InnerProof proof, MachineState<KoalaBear> start, MachineState<KoalaBear> end)
        {
            ExecutionStatement<KoalaBear> statement = ExecutionStatement<KoalaBear>.Read(proof.PublicValues);
            statement.Start.ToValues().ShouldBe(start.ToValues());
            statement.End.ToValues().ShouldBe(end.ToValues());
        }
    }

    [Fact]
    public void Joins_that_are_no_neighbours_do_not_join()
    {
        InnerProof joined = fixture.Join(fixture.Lift(One, Two), fixture.Lift(Two, Three)), third = fixture.Lift(Three, One);
        ShouldNotJoin(joined, joined, "right: ");
        ShouldNotJoin(joined, fixture.Lift(Two, Three), "right: ");
        ShouldNotJoin(fixture.Lift(Two, Three), joined, "right: ");
        KoalaBear[] input = JoinCircuit.Input(joined, third, Allowed);
        ShouldViolate(AllowedKeys.JoinOfJoinAndLift, InnerStatement.ToPublicValues(fixture.Execution(One, Two)), input, "right: ");
        ShouldViolate(AllowedKeys.JoinOfJoinAndLift, InnerStatement.ToPublicValues(fixture.Execution(Two, One)), input, "left: ");

        void ShouldNotJoin(InnerProof left, InnerProof right, string part) => ShouldViolate(
            AllowedKeys.JoinOf(left.Group, right.Group), InnerStatement.ToPublicValues(fixture.Joined(left, right)), JoinCircuit.Input(left, right, Allowed), part);
    }

    [Fact]
    public void Executions_that_are_no_neighbours_do_not_join()
    {
        InnerProof first = fixture.Lift(One, Two), second = fixture.Lift(Two, Three);
        KoalaBear[] publicValues = InnerStatement.ToPublicValues(fixture.Execution(One, Three));
        fixture.Violation(AllowedKeys.JoinOfLifts, publicValues, JoinCircuit.Input(first, second, Allowed)).ShouldBeNull();
        ShouldViolate(AllowedKeys.JoinOfLifts, publicValues, JoinCircuit.Input(second, first, Allowed), "left: ");
        ShouldViolate(AllowedKeys.JoinOfLifts, publicValues, JoinCircuit.Input(first, first, Allowed), "right: ");
        ShouldViolate(AllowedKeys.JoinOfLifts, InnerStatement.ToPublicValues(fixture.Execution(One, Two)), JoinCircuit.Input(first, second, Allowed), "right: ");
    }

    [Fact]
    public void Children_of_different_sets_of_keys_do_not_join()
    {
        AllowedKeys other = fixture.AllowedWith((AllowedKeys.Chain, Allowed[AllowedKeys.CloseOfLift]));
        InnerProof first = fixture.Lift(One, Two), foreign = fixture.Lift(Two, Three, other);
        ShouldViolate(AllowedKeys.JoinOfLifts, InnerStatement.ToPublicValues(fixture.Execution(One, Three)), JoinCircuit.Input(first, foreign, Allowed), "right: ");
    }

    /// <summary>The proof is valid and its key is in the set, but not where the parent looks: what the bits that a parent fixes are for.</summary>
    [Fact]
    public void A_key_at_an_index_of_another_kind_is_not_allowed()
    {
        AllowedKeys odd = fixture.AllowedWith((AllowedKeys.CloseOfLift, Allowed[0]));
        InnerProof first = fixture.Lift(One, Two, odd) with { Index = AllowedKeys.CloseOfLift }, second = fixture.Lift(Two, Three, odd);
        ShouldViolate(AllowedKeys.JoinOfLifts, InnerStatement.ToPublicValues(fixture.Execution(One, Three, odd)), JoinCircuit.Input(first, second, odd), "left: allowed key");

        odd = fixture.AllowedWith((AllowedKeys.Chain, Allowed[AllowedKeys.JoinOfLifts]));
        InnerProof joined = fixture.Join(fixture.Lift(One, Two, odd), fixture.Lift(Two, Three, odd), odd);
        InnerProof last = fixture.Lift(Three, One, odd), misplaced = joined with { Index = AllowedKeys.Chain };
        KoalaBear[] publicValues = InnerStatement.ToPublicValues(fixture.Execution(One, One, odd));
        fixture.Violation(AllowedKeys.JoinOfJoinAndLift, publicValues, JoinCircuit.Input(joined, last, odd)).ShouldBeNull();
        ShouldViolate(AllowedKeys.JoinOfJoinAndLift, publicValues, JoinCircuit.Input(misplaced, last, odd), "left: allowed key");
    }

    [Fact]
    public void The_key_of_a_close_among_the_joins_is_not_chained()
    {
        AllowedKeys odd = fixture.AllowedWith((AllowedKeys.JoinOfJoins, Allowed[AllowedKeys.CloseOfLift]));
        (MachineState<KoalaBear> halted, OutputOpening output) = RecursionFixture.Halted(1, 2);
        Digest program = ProgramKey.Digest(fixture.Image, RecursionFixture.EntryPc, fixture.Machine.Verifying.Digest, odd.Root);
        BatchStatement<KoalaBear> statement = fixture.Batches(output.Words, output.Words) with { AllowedKeys = ProofInput.Elements(odd.Root), Program = ProofInput.Elements(program) };
        InnerProof close = fixture.Prove(
            AllowedKeys.CloseOfLift, InnerStatement.ToPublicValues(statement), CloseCircuit.Input(fixture.Image, fixture.Witness, output, fixture.Lift(fixture.First, halted, odd), odd));
        InnerProof misplaced = close with { Index = AllowedKeys.JoinOfJoins };
        ShouldViolate(AllowedKeys.Chain, close.PublicValues, ChainCircuit.Input(misplaced, misplaced, odd), "left: allowed key");
        ShouldViolate(AllowedKeys.Chain, close.PublicValues, ChainCircuit.Input(close, close, odd), "right: ");
    }

    /// <summary>A proof of one layout is none of the other, whatever a prover cuts off or adds: a shape's structure is part of what the key digests.</summary>
    [Fact]
    public void A_child_of_another_shape_is_not_verified()
    {
        fixture.Circuits.Layouts.Lifts.Shape.ShouldNotBe(fixture.Circuits.Layouts.Folds.Shape);
        InnerProof first = fixture.Lift(One, Two), second = fixture.Lift(Two, Three), third = fixture.Lift(Three, One);
        InnerProof joined = fixture.Join(first, second), others = fixture.Join(second, third);
        KoalaBear[] publicValues = InnerStatement.ToPublicValues(fixture.Execution(One, One));
        ShouldViolate(AllowedKeys.JoinOfLifts, publicValues, Resized(AllowedKeys.JoinOfLifts, JoinCircuit.Input(joined, third, Allowed)), "left: ");
        ShouldViolate(AllowedKeys.JoinOfJoins, publicValues, Resized(AllowedKeys.JoinOfJoins, JoinCircuit.Input(first, others, Allowed)), "left: ");
        ShouldViolate(AllowedKeys.JoinOfLiftAndJoin, publicValues, Resized(AllowedKeys.JoinOfLiftAndJoin, JoinCircuit.Input(joined, third, Allowed)), "left: ");
        ShouldViolate(AllowedKeys.JoinOfJoinAndLift, publicValues, Resized(AllowedKeys.JoinOfJoinAndLift, JoinCircuit.Input(first, others, Allowed)), "left: ");

        KoalaBear[] Resized(int index, KoalaBear[] input)
        {
            Array.Resize(ref input, fixture.Circuits.Program(index).InputLength);
            return input;
        }
    }

    /// <summary>Their key in the layout of the other kind has another digest even over the same columns.</summary>
    [Fact]
    public void A_circuit_in_another_layout_has_another_key()
    {
        CircuitProgram anything = new CircuitRecorder(InnerStatement.Count).Build();
        InnerLayouts layouts = fixture.Circuits.Layouts;
        CircuitKey<Poseidon2Suite> tall = CircuitKey<Poseidon2Suite>.Create(fixture.Circuits.Parameters, anything, layouts.Lifts.Shape);
        CircuitKey<Poseidon2Suite> small = CircuitKey<Poseidon2Suite>.Create(fixture.Circuits.Parameters, anything, layouts.Folds.Shape, tall.Verifying.PreprocessedCap);
        small.Verifying.Digest.ShouldNotBe(tall.Verifying.Digest);
    }

    [Fact]
    public void Indices_are_bits()
    {
        InnerProof first = fixture.Lift(One, Two), second = fixture.Lift(Two, Three);
        KoalaBear[] input = JoinCircuit.Input(first, second, Allowed);
        int index = MachineState<KoalaBear>.Length + ChildProof.Input(first.Key, first.Proof).Length;
        input[index] = KoalaBear.Two;
        ShouldViolate(AllowedKeys.JoinOfLifts, InnerStatement.ToPublicValues(fixture.Execution(One, Three)), input, "left: allowed key");
    }

    [Fact]
    public void A_proof_under_another_keys_preprocessed_columns_is_none()
    {
        InnerProof first = fixture.Lift(One, Two), second = fixture.Lift(Two, Three);
        InnerProof exchanged = second with { Key = second.Key.WithPreprocessed(fixture.Circuits[AllowedKeys.JoinOfLifts].Verifying.PreprocessedCap) };
        ShouldViolate(AllowedKeys.JoinOfLifts, InnerStatement.ToPublicValues(fixture.Execution(One, Three)), JoinCircuit.Input(first, exchanged, Allowed), "right: ");
    }

    [Fact]
    public void A_finished_run_from_the_entry_closes()
        => BatchStatement<KoalaBear>.Read(fixture.Batch(1, 2).PublicValues).Chain.Rollup[0].ShouldBe(KoalaBear.FromCanonical(0x0202));

    [Fact]
    public void A_run_that_has_not_finished_does_not_close()
    {
        (MachineState<KoalaBear> halted, OutputOpening output) = RecursionFixture.Halted(1, 2);
        ShouldNotClose(fixture.First, halted with { Pc = RecursionFixture.Pc(RecursionFixture.EntryPc + 4) }, output, "execution: ");
        ShouldNotClose(fixture.First, halted with { Pc = KoalaBear.Zero }, output, "execution: ");
    }

    [Fact]
    public void A_run_that_does_not_start_at_the_entry_in_the_first_memory_does_not_close()
    {
        (MachineState<KoalaBear> halted, OutputOpening output) = RecursionFixture.Halted(1, 2);
        ShouldNotClose(fixture.First with { Pc = RecursionFixture.Pc(RecursionFixture.EntryPc + 4) }, halted, output, "program key");
        ShouldNotClose(fixture.First with { Root = One.Root }, halted, output, "execution: ");
        ShouldNotClose(One, halted, output, "program key");
    }

    [Fact]
    public void Only_the_whole_output_closes()
    {
        ShouldNotCloseWith(words => words[0] = 0);
        ShouldNotCloseWith(words => words[4] |= 1ul << 32);
        for (int word = 13; word < OutputOpening.WordCount; word++)
            ShouldNotCloseWith(words => words[word] = 1);

        void ShouldNotCloseWith(Action<ulong[]> change)
        {
            (MachineState<KoalaBear> halted, OutputOpening output) = RecursionFixture.Halted(1, 2, change);
            ShouldNotClose(fixture.First, halted, output, "execution: ");
        }
    }

    [Fact]
    public void A_close_states_the_output_and_nothing_else()
    {
        (MachineState<KoalaBear> halted, OutputOpening output) = RecursionFixture.Halted(1, 2);
        KoalaBear[] input = CloseCircuit.Input(fixture.Image, fixture.Witness, output, fixture.Lift(fixture.First, halted), Allowed);
        BatchStatement<KoalaBear> statement = fixture.Batches(output.Words, output.Words);
        fixture.Violation(AllowedKeys.CloseOfLift, InnerStatement.ToPublicValues(statement), input).ShouldBeNull();
        BatchRange<KoalaBear> exchanged = statement.Chain with { FromHash = statement.Chain.ToHash, ToHash = statement.Chain.FromHash };
        ShouldViolate(AllowedKeys.CloseOfLift, InnerStatement.ToPublicValues(statement with { Chain = exchanged }), input, "execution: ");
        for (int i = 0; i < BatchRange<KoalaBear>.Length; i++)
        {
            KoalaBear[] values = statement.Chain.ToValues();
            values[i] += KoalaBear.One;
            ShouldViolate(AllowedKeys.CloseOfLift, InnerStatement.ToPublicValues(statement with { Chain = BatchRange<KoalaBear>.Read(values) }), input, "execution: ");
        }
    }

    /// <summary>A block's element is l₀ + 2^16·(low byte of l₃): limbs of more than 16 bits would give one output several readings.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Limbs_have_sixteen_bits(int firstLimb)
    {
        (MachineState<KoalaBear> halted, OutputOpening output) = RecursionFixture.Halted(1, 2);
        KoalaBear[] input = CloseCircuit.Input(fixture.Image, fixture.Witness, output, fixture.Lift(fixture.First, halted), Allowed);
        BatchStatement<KoalaBear> statement = fixture.Batches(output.Words, output.Words);
        KoalaBear[] values = statement.Chain.ToValues();
        values[firstLimb] += KoalaBear.FromCanonical(1 << 16);
        values[firstLimb + 3] -= KoalaBear.One;
        ShouldViolate(AllowedKeys.CloseOfLift, InnerStatement.ToPublicValues(statement with { Chain = BatchRange<KoalaBear>.Read(values) }), input, "output");
    }

    [Fact]
    public void A_close_is_of_an_execution_and_not_of_batches()
    {
        InnerProof batch = fixture.Batch(1, 2), chained = fixture.Chain(batch, fixture.Batch(2, 3));
        (_, OutputOpening output) = RecursionFixture.Halted(1, 2);
        ShouldViolate(AllowedKeys.CloseOfJoin, batch.PublicValues, CloseCircuit.Input(fixture.Image, fixture.Witness, output, batch, Allowed), "program key");
        ShouldViolate(AllowedKeys.JoinOfJoins, batch.PublicValues, JoinCircuit.Input(batch, batch, Allowed), "circuit");
        ShouldViolate(AllowedKeys.JoinOfJoins, chained.PublicValues, JoinCircuit.Input(chained, chained, Allowed), "circuit");
        KoalaBear[] execution = InnerStatement.ToPublicValues(ExecutionStatement<KoalaBear>.Read(chained.PublicValues));
        ShouldViolate(AllowedKeys.JoinOfJoins, execution, JoinCircuit.Input(chained, chained, Allowed), "left: ");
    }

    [Fact]
    public void A_run_of_several_segments_closes()
    {
        (MachineState<KoalaBear> halted, OutputOpening output) = RecursionFixture.Halted(1, 2);
        InnerProof joined = fixture.Join(fixture.Lift(fixture.First, One), fixture.Lift(One, halted));
        InnerProof closed = fixture.Close(joined, output);
        closed.Index.ShouldBe(AllowedKeys.CloseOfJoin);
        closed.PublicValues.ShouldBe(fixture.Batch(1, 2).PublicValues);
        _ = fixture.Chain(closed, fixture.Batch(2, 3));

        InnerProof unfinished = fixture.Join(fixture.Lift(fixture.First, One), fixture.Lift(One, Two));
        ShouldViolate(AllowedKeys.CloseOfJoin, closed.PublicValues, CloseCircuit.Input(fixture.Image, fixture.Witness, output, unfinished, Allowed), "execution: ");
        InnerProof late = fixture.Join(fixture.Lift(Two, One), fixture.Lift(One, halted));
        ShouldViolate(AllowedKeys.CloseOfJoin, closed.PublicValues, CloseCircuit.Input(fixture.Image, fixture.Witness, output, late, Allowed), "program key");
    }

    [Fact]
    public void A_close_under_another_set_of_keys_has_another_program_key()
    {
        AllowedKeys other = fixture.AllowedWith((AllowedKeys.Chain, Allowed[AllowedKeys.CloseOfLift]));
        (MachineState<KoalaBear> halted, OutputOpening output) = RecursionFixture.Halted(1, 2);
        KoalaBear[] input = CloseCircuit.Input(fixture.Image, fixture.Witness, output, fixture.Lift(fixture.First, halted, other), other);
        BatchStatement<KoalaBear> statement = fixture.Batches(output.Words, output.Words) with { AllowedKeys = ProofInput.Elements(other.Root) };
        ShouldViolate(AllowedKeys.CloseOfLift, InnerStatement.ToPublicValues(statement), input, "program key");
        Digest program = ProgramKey.Digest(fixture.Image, RecursionFixture.EntryPc, fixture.Machine.Verifying.Digest, other.Root);
        fixture.Violation(AllowedKeys.CloseOfLift, InnerStatement.ToPublicValues(statement with { Program = ProofInput.Elements(program) }), input).ShouldBeNull();
    }

    [Fact]
    public void Batches_chain_where_their_hashes_meet()
    {
        InnerProof chained = fixture.Chain(fixture.Batch(1, 2), fixture.Batch(2, 3));
        BatchRange<KoalaBear> range = BatchStatement<KoalaBear>.Read(chained.PublicValues).Chain;
        range.FromHash.ShouldBe(BatchStatement<KoalaBear>.Read(fixture.Batch(1, 2).PublicValues).Chain.FromHash);
        range.ToHash.ShouldBe(BatchStatement<KoalaBear>.Read(fixture.Batch(2, 3).PublicValues).Chain.ToHash);
        _ = fixture.Chain(chained, fixture.Batch(3, 4));
    }

    [Fact]
    public void Batches_that_do_not_meet_do_not_chain()
    {
        InnerProof first = fixture.Batch(1, 2), second = fixture.Batch(2, 3);
        KoalaBear[] publicValues = InnerStatement.ToPublicValues(RecursionFixture.Chained(first, second));
        ShouldViolate(AllowedKeys.Chain, publicValues, ChainCircuit.Input(second, first, Allowed), "left: ");
        ShouldViolate(AllowedKeys.Chain, publicValues, ChainCircuit.Input(first, first, Allowed), "right: ");
        ShouldViolate(AllowedKeys.Chain, first.PublicValues, ChainCircuit.Input(first, first, Allowed), "right: ");
    }

    [Fact]
    public void A_chain_is_of_batches_and_not_of_executions()
    {
        InnerProof joined = fixture.Join(fixture.Lift(One, Two), fixture.Lift(Two, Three));
        ShouldViolate(AllowedKeys.Chain, joined.PublicValues, ChainCircuit.Input(joined, joined, Allowed), "");
    }

    private void ShouldNotClose(MachineState<KoalaBear> start, MachineState<KoalaBear> end, OutputOpening output, string part)
    {
        KoalaBear[] publicValues = InnerStatement.ToPublicValues(fixture.Batches(output.Words, output.Words));
        ShouldViolate(AllowedKeys.CloseOfLift, publicValues, CloseCircuit.Input(fixture.Image, fixture.Witness, output, fixture.Lift(start, end), Allowed), part);
    }

    private void ShouldViolate(int index, KoalaBear[] publicValues, KoalaBear[] input, string part)
        => fixture.Violation(index, publicValues, input).ShouldNotBeNull().Part.ShouldStartWith(part);
}
