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
        InnerProof first = fixture.Lift(One, Two), second = fixture.Lift(Two, Three);
        ExecutionStatement<KoalaBear> joined = ExecutionStatement<KoalaBear>.Read(fixture.Join(fixture.Join(first, second), fixture.Lift(Three, One)).PublicValues);
        joined.Start.ToValues().ShouldBe(One.ToValues());
        joined.End.ToValues().ShouldBe(One.ToValues());
    }

    [Fact]
    public void Executions_that_are_no_neighbours_do_not_join()
    {
        InnerProof first = fixture.Lift(One, Two), second = fixture.Lift(Two, Three);
        KoalaBear[] publicValues = InnerStatement.ToPublicValues(fixture.Execution(One, Three));
        fixture.Violation(AllowedKeys.Join, publicValues, JoinCircuit.Input(first, second, Allowed)).ShouldBeNull();
        ShouldViolate(AllowedKeys.Join, publicValues, JoinCircuit.Input(second, first, Allowed), "left: ");
        ShouldViolate(AllowedKeys.Join, publicValues, JoinCircuit.Input(first, first, Allowed), "right: ");
        ShouldViolate(AllowedKeys.Join, InnerStatement.ToPublicValues(fixture.Execution(One, Two)), JoinCircuit.Input(first, second, Allowed), "right: ");
    }

    [Fact]
    public void Children_of_different_sets_of_keys_do_not_join()
    {
        AllowedKeys other = new([Allowed[0]], Allowed[AllowedKeys.Join], Allowed[AllowedKeys.Chain], Allowed[AllowedKeys.Close]);
        InnerProof first = fixture.Lift(One, Two), foreign = fixture.Lift(Two, Three, other);
        ShouldViolate(AllowedKeys.Join, InnerStatement.ToPublicValues(fixture.Execution(One, Three)), JoinCircuit.Input(first, foreign, Allowed), "right: ");
    }

    [Fact]
    public void A_key_at_an_index_of_the_other_kind_is_not_allowed()
    {
        // The key of a lift where that of the close belongs.
        AllowedKeys odd = new([Allowed[AllowedKeys.Close]], Allowed[AllowedKeys.Join], Allowed[0], Allowed[AllowedKeys.Chain]);
        InnerProof first = fixture.Lift(One, Two, odd) with { Index = AllowedKeys.Close }, second = fixture.Lift(Two, Three, odd) with { Index = AllowedKeys.Close };
        ShouldViolate(AllowedKeys.Join, InnerStatement.ToPublicValues(fixture.Execution(One, Three, odd)), JoinCircuit.Input(first, second, odd), "left: allowed key");
    }

    [Fact]
    public void Indices_are_bits()
    {
        InnerProof first = fixture.Lift(One, Two), second = fixture.Lift(Two, Three);
        KoalaBear[] input = JoinCircuit.Input(first, second, Allowed);
        int index = MachineState<KoalaBear>.Length + ChildProof.Input(first.Key, first.Proof).Length;
        input[index] = KoalaBear.Two;
        ShouldViolate(AllowedKeys.Join, InnerStatement.ToPublicValues(fixture.Execution(One, Three)), input, "left: allowed key");
    }

    [Fact]
    public void A_proof_under_another_keys_preprocessed_columns_is_none()
    {
        InnerProof first = fixture.Lift(One, Two), second = fixture.Lift(Two, Three);
        InnerProof exchanged = second with { Key = fixture.Circuits[AllowedKeys.Join].Verifying, Index = AllowedKeys.Join };
        ShouldViolate(AllowedKeys.Join, InnerStatement.ToPublicValues(fixture.Execution(One, Three)), JoinCircuit.Input(first, exchanged, Allowed), "right: ");
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
        fixture.Violation(AllowedKeys.Close, InnerStatement.ToPublicValues(statement), input).ShouldBeNull();
        BatchRange<KoalaBear> exchanged = statement.Chain with { FromHash = statement.Chain.ToHash, ToHash = statement.Chain.FromHash };
        ShouldViolate(AllowedKeys.Close, InnerStatement.ToPublicValues(statement with { Chain = exchanged }), input, "execution: ");
        for (int i = 0; i < BatchRange<KoalaBear>.Length; i++)
        {
            KoalaBear[] values = statement.Chain.ToValues();
            values[i] += KoalaBear.One;
            ShouldViolate(AllowedKeys.Close, InnerStatement.ToPublicValues(statement with { Chain = BatchRange<KoalaBear>.Read(values) }), input, "execution: ");
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
        ShouldViolate(AllowedKeys.Close, InnerStatement.ToPublicValues(statement with { Chain = BatchRange<KoalaBear>.Read(values) }), input, "output");
    }

    [Fact]
    public void A_close_is_of_an_execution_and_not_of_batches()
    {
        InnerProof batch = fixture.Batch(1, 2);
        (_, OutputOpening output) = RecursionFixture.Halted(1, 2);
        ShouldViolate(AllowedKeys.Close, batch.PublicValues, CloseCircuit.Input(fixture.Image, fixture.Witness, output, batch, Allowed), "program key");
        ShouldViolate(AllowedKeys.Join, batch.PublicValues, JoinCircuit.Input(batch, batch, Allowed), "circuit");
    }

    [Fact]
    public void A_close_under_another_set_of_keys_has_another_program_key()
    {
        AllowedKeys other = new([Allowed[0]], Allowed[AllowedKeys.Join], Allowed[AllowedKeys.Chain], Allowed[AllowedKeys.Close]);
        (MachineState<KoalaBear> halted, OutputOpening output) = RecursionFixture.Halted(1, 2);
        KoalaBear[] input = CloseCircuit.Input(fixture.Image, fixture.Witness, output, fixture.Lift(fixture.First, halted, other), other);
        BatchStatement<KoalaBear> statement = fixture.Batches(output.Words, output.Words) with { AllowedKeys = ProofInput.Elements(other.Root) };
        ShouldViolate(AllowedKeys.Close, InnerStatement.ToPublicValues(statement), input, "program key");
        Digest program = ProgramKey.Digest(fixture.Image, RecursionFixture.EntryPc, fixture.Machine.Verifying.Digest, other.Root);
        fixture.Violation(AllowedKeys.Close, InnerStatement.ToPublicValues(statement with { Program = ProofInput.Elements(program) }), input).ShouldBeNull();
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
        InnerProof lift = fixture.Lift(One, Two);
        ShouldViolate(AllowedKeys.Chain, lift.PublicValues, ChainCircuit.Input(lift, lift, Allowed), "");
    }

    private void ShouldNotClose(MachineState<KoalaBear> start, MachineState<KoalaBear> end, OutputOpening output, string part)
    {
        KoalaBear[] publicValues = InnerStatement.ToPublicValues(fixture.Batches(output.Words, output.Words));
        ShouldViolate(AllowedKeys.Close, publicValues, CloseCircuit.Input(fixture.Image, fixture.Witness, output, fixture.Lift(start, end), Allowed), part);
    }

    private void ShouldViolate(int index, KoalaBear[] publicValues, KoalaBear[] input, string part)
        => fixture.Violation(index, publicValues, input).ShouldNotBeNull().Part.ShouldStartWith(part);
}
