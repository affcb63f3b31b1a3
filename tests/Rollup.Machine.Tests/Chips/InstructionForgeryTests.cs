using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs.Symbolic;

namespace Rollup.Machine.Tests.Chips;

/// <summary>Rows that claim what an instruction does not do, made as a prover would who fills every column so that all equations hold modulo p. Each is a fault that some zkVM had or could have.</summary>
public sealed class InstructionForgeryTests
{
    /// <summary>Nobody reads these counts; they are large, so that all rows share them.</summary>
    private static readonly LookupCounts Lookups = new();

    private static readonly KoalaBear Radix = Cell(1 << 16), InverseOfRadix = Radix.Inverse();

    public static TheoryData<string, ChipKind> Instructions() => InstructionChipTests.Instructions();

    [Theory]
    [MemberData(nameof(Instructions))]
    public void A_wrong_result_has_no_row(string name, ChipKind kind)
    {
        Random random = new(5);
        InstructionSamples samples = new(seed: 5);
        for (int i = 0; i < 100; i++)
        {
            InstructionEvent execution = samples.Next(InstructionSet.All.Single(d => d.Name == name), kind);
            ulong change = random.Next(2) == 0 ? 1ul << random.Next(64) : (ulong)random.NextInt64(1, long.MaxValue);
            Operation operation = execution.Instruction.Operation;
            if (execution.Instruction.Rd != 0)
                execution.Rd ^= change;
            else if (InstructionSet.All.FirstOrDefault(d => d.Operation == operation)?.AccessBytes > 0)
                execution.Word = execution.Word with { New = execution.Word.New ^ change };
            else
                execution.NextPc += 4 * (uint)random.Next(1, 1000);
            Attempt(kind, in execution).ShouldNotBeNull($"{name}: {execution.Instruction}");
        }
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Flags_that_are_no_bits_are_refused_even_if_they_add_up_to_the_operation(string name, ChipKind kind)
    {
        // (f, g) = (1, 0) becomes (1 + x, −x), and any third flag takes what is missing to the operation's number.
        InstructionSamples samples = new(seed: 6);
        InstructionEvent execution = samples.Next(InstructionSet.All.Single(d => d.Name == name), kind);
        ChipRow row = Row(kind, in execution);
        string[] columns = [.. Enumerable.Range(0, row.Cells.Length).Select(i => ChipOf(kind).Air.ColumnName(i).Replace("[0].", "", StringComparison.Ordinal))];
        int[] flags = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i].StartsWith("Is", StringComparison.Ordinal) && !columns[i].StartsWith("IsByteNonzero", StringComparison.Ordinal))];
        foreach (int flag in flags)
        {
            KoalaBear original = row.Cells[flag];
            foreach (KoalaBear value in (ReadOnlySpan<KoalaBear>)[KoalaBear.Two, -KoalaBear.One, KoalaBear.Two.Inverse()])
            {
                row.Cells[flag] = value;
                row.Objection().ShouldNotBeNull(columns[flag]);
            }

            row.Cells[flag] = original;
        }

        for (int i = 0; i + 2 < flags.Length; i++)
        {
            (KoalaBear first, KoalaBear second, KoalaBear third) = (row.Cells[flags[i]], row.Cells[flags[i + 1]], row.Cells[flags[i + 2]]);
            row.Cells[flags[i]] += KoalaBear.One;
            row.Cells[flags[i + 1]] -= KoalaBear.Two;
            row.Cells[flags[i + 2]] += KoalaBear.One;
            row.Objection().ShouldNotBeNull(name);
            (row.Cells[flags[i]], row.Cells[flags[i + 1]], row.Cells[flags[i + 2]]) = (first, second, third);
        }
    }

    [Fact]
    public void Every_instruction_takes_the_state_hands_it_on_and_looks_its_row_up()
    {
        foreach (IChip chip in InstructionChips.All)
        {
            IReadOnlyList<SymbolicInteraction> interactions = Stark.Airs.AirStructure.Of(chip.Air, 0, maxDegree: 3).Interactions;
            string last = chip.Air.ColumnName(chip.Air.Width - 1);
            int instances = last.StartsWith('[') ? int.Parse(last[1..last.IndexOf(']')]) + 1 : 1;
            interactions.Count(i => i.Bus == Buses.State && !i.IsSend).ShouldBe(instances, chip.Air.Name);
            interactions.Count(i => i.Bus == Buses.State && i.IsSend).ShouldBe(instances, chip.Air.Name);
            interactions.Count(i => i.Bus == Buses.Program && i.IsSend).ShouldBe(instances, chip.Air.Name);
            interactions.Count(i => i.Bus == Buses.Memory && i.IsSend).ShouldBe(interactions.Count(i => i.Bus == Buses.Memory && !i.IsSend), chip.Air.Name);
        }
    }

    [Fact]
    public void No_row_of_a_program_writes_x0()
    {
        Random random = new(7);
        for (int i = 0; i < 200_000; i++)
        {
            InstructionDefinition definition = InstructionSet.All[random.Next(InstructionSet.All.Count)];
            uint word = definition.Match | ((uint)random.NextInt64(1L << 32) & ~definition.Mask);
            if (random.Next(2) == 0)
                word &= ~0xf80u;
            DecodedInstruction row = Decoder.Decode(0x2_0000, word);
            Operands.Of(row.Operation).HasFlag(OperandUse.WritesRd).ShouldBe(row.Rd != 0, $"{word:x8}");
        }
    }

    [Theory]
    [InlineData("mul", ChipKind.Multiply, "Result[0]", "Carry[0]", "Result[1]")]
    [InlineData("mulhu", ChipKind.MultiplyHigh, "Low[0]", "Carry[0]", "Low[1]")]
    public void A_carry_of_a_product_cannot_be_an_inverse_of_the_radix(string name, ChipKind kind, string limb, string carry, string nextLimb)
    {
        // limb + 2^16·carry is what it was modulo p, and so is the sum in the next limb.
        ChipRow row = Row(kind, new InstructionSamples(8).Next(InstructionSet.All.Single(d => d.Name == name), kind));
        row.Objection().ShouldBeNull();
        row[limb] += KoalaBear.One;
        row[carry] -= InverseOfRadix;
        row[nextLimb] -= InverseOfRadix;
        row.Objection().ShouldNotBeNull().ShouldStartWith("no range");
    }

    [Fact]
    public void A_carry_of_a_shifted_sum_cannot_be_an_inverse_of_the_radix()
    {
        ChipRow row = Row(ChipKind.ShiftAdd, new InstructionSamples(9).Next(InstructionSet.All.Single(d => d.Name == "sh3add"), ChipKind.ShiftAdd));
        row["Result[0]"] += KoalaBear.One;
        row["Carry[0]"] -= InverseOfRadix;
        row["Result[1]"] -= InverseOfRadix;
        row.Objection().ShouldNotBeNull().ShouldStartWith("no ");
    }

    [Theory]
    [InlineData("slli", ChipKind.ShiftLeft)]
    [InlineData("srli", ChipKind.ShiftRight)]
    [InlineData("srl", ChipKind.Shift)]
    public void The_parts_of_a_limb_cannot_be_split_elsewhere(string name, ChipKind kind)
    {
        InstructionSamples samples = new(10);
        for (int i = 0; i < 50; i++)
        {
            InstructionEvent execution = samples.Next(InstructionSet.All.Single(d => d.Name == name), kind);
            KoalaBear factor = Row(kind, in execution)["Factor"];
            for (int limb = 0; limb < 4; limb++)
            {
                // Low + 2^b and High − 1; Low + 1 and High − 2^−b; and the quotient p/2^b, which is a small number.
                foreach (KoalaBear change in (ReadOnlySpan<KoalaBear>)[KoalaBear.One, factor * InverseOfRadix, -factor * InverseOfRadix])
                {
                    ChipRow row = Row(kind, in execution);
                    row[$"Parts.High[{limb}]"] -= change;
                    row[$"Parts.Low[{limb}]"] += change * Radix * factor.Inverse();
                    row.Objection().ShouldNotBeNull(name);
                }
            }
        }
    }

    [Theory]
    [InlineData("sltu", ChipKind.Rare, "")]
    [InlineData("slt", ChipKind.Rare, "")]
    [InlineData("sltiu", ChipKind.Rare, "")]
    [InlineData("bltu", ChipKind.BranchLess, "branch")]
    [InlineData("blt", ChipKind.BranchLess, "branch")]
    public void The_bit_of_a_comparison_cannot_be_turned(string name, ChipKind kind, string what)
    {
        InstructionSamples samples = new(11);
        for (int i = 0; i < 200; i++)
        {
            InstructionEvent execution = samples.Next(InstructionSet.All.Single(d => d.Name == name), kind);
            ulong right = Operands.Of(execution.Instruction.Operation).HasFlag(OperandUse.ReadsRs2) ? execution.Rs2 : (ulong)execution.Instruction.Immediate;
            // Whichever limb is marked, and whatever the signs, the distance is made to fit.
            for (int mark = -1; mark < 4; mark++)
            {
                for (int signs = 0; signs < 4; signs++)
                {
                    InstructionEvent forged = execution;
                    if (what == "branch")
                        forged.NextPc = execution.NextPc == execution.Instruction.Next ? execution.Instruction.Pc + 4 : execution.Instruction.Next;
                    else
                        forged.Rd ^= 1;
                    if (forged.NextPc == execution.NextPc && what == "branch")
                        continue;
                    ChipRow row = Row(kind, in forged);
                    row["Comparison.Less"] = KoalaBear.One - row["Comparison.Less"];
                    KoalaBear less = row["Comparison.Less"], leftSign = Cell((uint)signs & 1), rightSign = Cell((uint)signs >> 1);
                    row["LeftSign"] = leftSign;
                    row["RightSign"] = rightSign;
                    for (int limb = 0; limb < 4; limb++)
                        row[$"Comparison.Differs[{limb}]"] = Cell(limb == mark ? 1u : 0);
                    KoalaBear difference = mark < 0 ? KoalaBear.Zero : Cell(WordColumns.Limb(right, mark)) - Cell(WordColumns.Limb(execution.Rs1, mark));
                    if (mark == 3)
                        difference -= (rightSign - leftSign) * Radix;
                    row["Comparison.Distance"] = ((less + less - KoalaBear.One) * difference) - (mark < 0 ? KoalaBear.Zero : KoalaBear.One);
                    row.Objection().ShouldNotBeNull($"{name} {execution.Rs1:x} {right:x}, limb {mark}, signs {signs}");
                }
            }
        }
    }

    [Fact]
    public void A_branch_on_equal_operands_cannot_find_a_difference()
    {
        InstructionEvent execution = EqualOperands("bne");
        InstructionEvent forged = execution;
        forged.NextPc = execution.Instruction.Next;
        ChipRow row = Row(ChipKind.BranchEqual, in forged);
        row["Different"] = KoalaBear.One;
        row.Objection().ShouldBe("operands that differ are not equal");
    }

    [Fact]
    public void A_branch_on_different_operands_cannot_find_them_equal()
    {
        InstructionEvent execution = EqualOperands("beq");
        execution.Rs2 ^= 0x8000_0000_0000;
        execution.NextPc = execution.Instruction.Next;
        ChipRow row = Row(ChipKind.BranchEqual, in execution);
        row["Different"] = KoalaBear.Zero;
        row.Objection().ShouldBe("operands that do not differ are equal");
    }

    [Theory]
    [InlineData(0x2_0001u)]
    [InlineData(0x2_0002u)]
    [InlineData(0x2_0003u)]
    public void Jalr_goes_to_multiples_of_four_only(uint address)
    {
        // next = address/4 modulo p would be an element like any other.
        InstructionEvent execution = Jalr(address);
        execution.NextPc = address & ~3u;
        Attempt(ChipKind.JumpRegister, in execution).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(0x1_0002_0000ul)]
    [InlineData(0x8000_0000_0002_0000ul)]
    public void Jalr_reads_all_limbs_of_its_register(ulong address)
    {
        InstructionEvent execution = Jalr(address);
        execution.NextPc = (uint)address;
        Attempt(ChipKind.JumpRegister, in execution).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("ld", ChipKind.LoadDouble)]
    [InlineData("sd", ChipKind.StoreDouble)]
    [InlineData("lwu", ChipKind.LoadWord)]
    [InlineData("sw", ChipKind.StoreWord)]
    public void An_address_that_is_no_multiple_is_nothing_for_the_aligned_chips(string name, ChipKind kind)
    {
        InstructionSamples samples = new(12);
        for (int i = 0; i < 50; i++)
        {
            InstructionEvent execution = samples.Next(InstructionSet.All.Single(d => d.Name == name), kind);
            for (uint offset = 1; offset < 4; offset++)
            {
                InstructionEvent forged = execution;
                forged.Rs1 += offset;
                if (forged.Instruction.Rs1 == forged.Instruction.Rs2)
                    forged.Rs2 = forged.Rs1;
                if (WordColumns.Limb(forged.Rs1, 0) < offset)
                    continue;
                // The quotient of the field is the index of no word below 2^32, or of one that is far away.
                Attempt(kind, in forged).ShouldNotBeNull();
            }
        }
    }

    [Theory]
    [InlineData("ld", ChipKind.LoadDouble)]
    [InlineData("lbu", ChipKind.LoadByte)]
    [InlineData("lw", ChipKind.LoadAny)]
    [InlineData("sb", ChipKind.StoreByte)]
    [InlineData("sd", ChipKind.StoreAny)]
    [InlineData("call.mulmod", ChipKind.Call)]
    public void An_address_has_no_upper_limbs(string name, ChipKind kind)
    {
        InstructionEvent execution = new InstructionSamples(13).Next(InstructionSet.All.Single(d => d.Name == name), kind);
        execution.Rs1 |= 1ul << 32;
        Attempt(kind, in execution).ShouldNotBeNull();
    }

    [Fact]
    public void No_displacement_reaches_a_register()
    {
        // The highest word of an access is that of 2^32 − 1 + 2047 and the one behind it, the lowest one is negative: p − 256, which no tree holds.
        const ulong highest = ((((1ul << 32) - 1) + 2047) / 8) + 1;
        ((ulong)MemoryMap.RegisterWords).ShouldBeGreaterThan(highest);
        ((ulong)KoalaBear.Modulus - 256).ShouldBeGreaterThan((1ul << MemoryMap.TreeHeight) * MemoryMap.BlockWords);
        ((ulong)MemoryMap.RegisterWords + MemoryMap.Registers).ShouldBeLessThan((1ul << MemoryMap.TreeHeight) * MemoryMap.BlockWords);
    }

    [Theory]
    [InlineData("ld", ChipKind.LoadAny)]
    [InlineData("sd", ChipKind.StoreAny)]
    [InlineData("lw", ChipKind.LoadAny)]
    [InlineData("sw", ChipKind.StoreAny)]
    public void An_access_that_crosses_cannot_do_without_the_next_word(string name, ChipKind kind)
    {
        InstructionSamples samples = new(14);
        for (int i = 0; i < 50; i++)
        {
            InstructionEvent execution = samples.Next(InstructionSet.All.Single(d => d.Name == name), kind);
            ChipRow row = Row(kind, in execution);
            row["Crosses"] = KoalaBear.One - row["Crosses"];
            row.Objection().ShouldBe("Crosses says whether the access reaches into the next word");
        }
    }

    private static InstructionEvent EqualOperands(string name)
    {
        InstructionSamples samples = new(15);
        while (true)
        {
            InstructionEvent execution = samples.Next(InstructionSet.All.Single(d => d.Name == name), ChipKind.BranchEqual);
            if (execution.Rs1 == execution.Rs2 && execution.Instruction.Rs1 != execution.Instruction.Rs2 && execution.Instruction.Next != execution.Instruction.Pc + 4)
                return execution;
        }
    }

    private static InstructionEvent Jalr(ulong address)
    {
        InstructionSamples samples = new(16);
        while (true)
        {
            InstructionEvent execution = samples.Next(InstructionSet.All.Single(d => d.Name == "jalr"), ChipKind.JumpRegister);
            if (execution.Instruction.Immediate == 0)
                return execution with { Rs1 = address };
        }
    }

    /// <summary>Why the execution has no row, if the row is filled as if it were true; null if it has.</summary>
    private static string? Attempt(ChipKind kind, in InstructionEvent execution)
    {
        try
        {
            return Row(kind, in execution).Objection();
        }
        catch (ArgumentOutOfRangeException)
        {
            return "a lookup of a value that the table does not have";
        }
    }

    private static ChipRow Row(ChipKind kind, in InstructionEvent execution) => new(ChipOf(kind), kind, in execution, Lookups);

    private static IChip ChipOf(ChipKind kind) => InstructionChips.All.Single(chip => chip.Air.Name == kind.ToString());

    private static KoalaBear Cell(uint value) => KoalaBear.FromCanonical(value);
}
