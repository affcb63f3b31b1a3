using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Boundary;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Machine.Tests.Chips;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Tests.Forgery;

/// <summary>Segments that claim another memory, another start or end, or other steps than the program's: none satisfies the tables.</summary>
public sealed class SegmentForgeryTests
{
    [Fact]
    public void The_segment_itself_satisfies_the_tables()
        => new SegmentWitness().Violation()?.ToString().ShouldBeNull();

    [Fact]
    public void Every_public_value_is_tied_to_the_tables()
    {
        SegmentWitness witness = new();
        for (int i = 0; i < witness.PublicValues.Length; i++)
        {
            witness.PublicValues[i] += KoalaBear.One;
            witness.Violation().ShouldNotBeNull($"public value {i}");
            witness.PublicValues[i] -= KoalaBear.One;
        }
    }

    [Theory]
    [InlineData("MemoryLeaf")]
    [InlineData("MemoryNode")]
    public void No_column_of_blocks_and_nodes_is_free(string table)
    {
        SegmentWitness witness = new();
        IAir air = witness.Chip(table).Air;
        Trace trace = witness.Trace(table);
        Random random = new(1);
        int rows = Enumerable.Range(0, trace.Height).Count(row => !witness.Cell(table, row, "IsReal").IsZero);
        foreach (int row in Enumerable.Range(0, rows))
        {
            string valid = Messages(air, trace.Row(row)).ShouldNotBeNull();
            for (int column = 0; column < air.Width; column++)
            {
                KoalaBear original = trace[row, column];
                trace[row, column] += random.Next(2) == 0 ? KoalaBear.One : KoalaBear.FromCanonical((uint)random.Next(1, int.MaxValue - (1 << 24)));
                Messages(air, trace.Row(row)).ShouldNotBe(valid, $"row {row}, {air.ColumnName(column)}");
                trace[row, column] = original;
            }
        }
    }

    [Fact]
    public void A_limb_of_a_block_cannot_borrow_from_the_byte_that_shares_its_element()
    {
        // limb 0 + 2^16 and byte 6 − 1 have the same digest.
        SegmentWitness witness = new();
        IAir air = witness.Chip("MemoryLeaf").Air;
        witness.Cell("MemoryLeaf", 0, "Before[0].Byte6") = KoalaBear.One;
        Messages(air, witness.Trace("MemoryLeaf").Row(0)).ShouldNotBeNull();
        witness.Cell("MemoryLeaf", 0, "Before[0].Limb0") += KoalaBear.FromCanonical(1 << 16);
        witness.Cell("MemoryLeaf", 0, "Before[0].Byte6") = KoalaBear.Zero;
        Messages(air, witness.Trace("MemoryLeaf").Row(0)).ShouldBeNull();
    }

    [Fact]
    public void A_block_is_not_opened_twice()
    {
        SegmentWitness witness = new();
        Trace trace = witness.Trace("MemoryLeaf");
        trace.Row(0).CopyTo(trace.Row(witness.Events.Leaves.Count));
        witness.Violation().ShouldNotBeNull().What.ShouldContain("times more");
    }

    [Fact]
    public void A_block_is_not_opened_at_another_height()
    {
        SegmentWitness witness = new();
        for (int row = 0; row < witness.Events.Nodes.Count; row++)
        {
            if (witness.Events.Nodes[row].Height == 1)
                witness.Cell("MemoryNode", row, "Height") += KoalaBear.One;
        }

        witness.Violation().ShouldNotBeNull();
    }

    [Fact]
    public void An_untouched_child_stays()
    {
        SegmentWitness witness = new();
        int row = witness.Events.Nodes.FindIndex(node => !node.IsRightTouched);
        witness.Cell("MemoryNode", row, "RightAfter[3]") += KoalaBear.One;
        witness.Violation().ShouldNotBeNull().What.ShouldBe("an untouched right child stays");
    }

    [Fact]
    public void A_touched_child_is_not_left_out()
    {
        SegmentWitness witness = new();
        int row = witness.Events.Nodes.FindIndex(node => node.IsRightTouched);
        witness.Cell("MemoryNode", row, "IsRightTouched") = KoalaBear.Zero;
        witness.Violation().ShouldNotBeNull();
    }

    [Fact]
    public void There_is_one_start()
    {
        SegmentWitness witness = new();
        witness.Cell("Boundary", 1, "IsFirst") = KoalaBear.One;
        witness.Violation().ShouldNotBeNull().What.ShouldBe("no other row is the first");
        witness.Cell("Boundary", 1, "IsFirst") = KoalaBear.Zero;
        witness.Cell("Boundary", 0, "IsFirst") = KoalaBear.Zero;
        witness.Violation().ShouldNotBeNull().What.ShouldBe("the first row is the first");
    }

    [Fact]
    public void No_instruction_is_left_out()
    {
        foreach (string table in (ReadOnlySpan<string>)["Accumulate", "Increment", "BranchZero", "StoreAny", "LoadAny", "JumpRegister"])
        {
            SegmentWitness witness = new();
            witness.Trace(table).Row(0).Clear();
            witness.Violation().ShouldNotBeNull(table);
        }
    }

    [Fact]
    public void No_instruction_is_done_twice()
    {
        foreach (string table in (ReadOnlySpan<string>)["Accumulate", "BranchZero", "StoreAny", "LoadAny"])
        {
            SegmentWitness witness = new();
            Trace trace = witness.Trace(table);
            int free = Enumerable.Range(0, trace.Height).FirstOrDefault(row => trace.Row(row).IndexOfAnyExcept(KoalaBear.Zero) < 0, -1);
            free.ShouldBePositive(table);
            trace.Row(0).CopyTo(trace.Row(free));
            witness.Violation().ShouldNotBeNull(table);
        }
    }

    [Fact]
    public void A_load_returns_what_was_stored()
    {
        SegmentWitness witness = new();
        // Word and result together, so that the chip is content; the memory is not.
        witness.Cell("LoadAny", 0, "Form.Word.Value[2]") += KoalaBear.One;
        witness.Cell("LoadAny", 0, "LowBytes[0]") += KoalaBear.One;
        witness.Cell("LoadAny", 0, "Loaded[0]") += KoalaBear.One;
        witness.Cell("LoadAny", 0, "Byte") += KoalaBear.One;
        witness.Cell("LoadAny", 0, "Result[0]") += KoalaBear.One;
        TraceViolation violation = witness.Violation().ShouldNotBeNull();
        violation.What.ShouldContain("times more");
    }

    [Fact]
    public void An_access_is_not_before_the_previous_one()
    {
        // Times are below 2^24 in a segment: the first is 1, each of at most MaxSent states adds 4, and an access follows within 3. So no gap wraps around, and no cycle of states closes.
        ulong last = BoundaryChip.StartTime + ((ulong)Buses.State.MaxSent * InstructionStep.Duration) + InstructionStep.WriteDelay;
        last.ShouldBeLessThan(1ul << 24);
        SegmentWitness witness = new();
        KoalaBear time = witness.Cell("LoadAny", 0, "Form.Time");
        witness.Cell("LoadAny", 0, "Form.Word.Time.Previous") = time + KoalaBear.FromCanonical(InstructionStep.MemoryDelay);
        witness.Cell("LoadAny", 0, "Form.Word.Time.GapLow") = -KoalaBear.One;
        witness.Violation().ShouldNotBeNull();
    }

    /// <summary>
    /// What a row sends and receives, but for range checks, which only have to hold, and for digests, which whoever proves may look up as he likes: they say that a digest belongs to its input, nothing
    /// more. Null if a constraint or range check fails.
    /// </summary>
    private static string? Messages(IAir air, ReadOnlySpan<KoalaBear> row)
    {
        List<string> failures = [];
        List<RowMessage> messages = [];
        Scalar[] scalars = new Scalar[row.Length];
        for (int i = 0; i < row.Length; i++)
            scalars[i] = new(row[i]);
        RowBuilder builder = new(scalars, failures, messages);
        air.Evaluate<RowBuilder, Scalar>(ref builder);
        if (failures.Count > 0 || messages.Any(m => (m.Bus == Buses.Range && m.Elements[0] >> (int)m.Elements[1] != 0) || (m.Bus == Buses.BytePair && (m.Elements[0] | m.Elements[1]) > 255)))
            return null;
        return string.Join("\n", messages.Where(m => m.Bus == Buses.Memory || m.Bus == Buses.Node).Select(m => $"{m.Count} {m.Bus.Name} {string.Join(" ", m.Elements)}"));
    }
}
