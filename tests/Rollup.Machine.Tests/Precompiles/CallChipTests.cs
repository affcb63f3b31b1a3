using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Poseidon2;
using Rollup.Machine.Events;
using Rollup.Machine.Precompiles;
using Rollup.Machine.Tables;
using Rollup.Machine.Tests.Chips;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Tests.Precompiles;

/// <summary>Calls of Keccak-f, Poseidon2 and of copies: what the kernel computes has a row, anything else has none.</summary>
public sealed class CallChipTests
{
    private const int Samples = 20;

    public static TheoryData<Precompile> Functions() => [Precompile.Keccak, Precompile.Poseidon16, Precompile.Poseidon24, Precompile.Copy];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_call_is_proven_by_its_row(Precompile function)
    {
        foreach (CallRow row in Rows(function, seed: 1))
        {
            row.Objection().ShouldBeNull();
            row.CountsItsLookups().ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void No_column_is_free(Precompile function)
    {
        IAir air = ChipOf(function).Air;
        foreach (CallRow row in Rows(function, seed: 2).Take(3))
        {
            for (int column = 0; column < row.Cells.Length; column++)
            {
                // Any number will do for an inverse where the low limb is 0; it can only show that the high limb is not the highest one, which is then as it may be.
                if (air.ColumnName(column).EndsWith("Inverse", StringComparison.Ordinal))
                    continue;
                KoalaBear original = row.Cells[column];
                row.Cells[column] += KoalaBear.One;
                row.Objection().ShouldNotBeNull(air.ColumnName(column));
                row.Cells[column] = original;
            }
        }
    }

    [Theory]
    [InlineData(Precompile.Poseidon16)]
    [InlineData(Precompile.Poseidon24)]
    public void An_output_that_is_not_below_p_is_refused(Precompile function)
    {
        // x + p is congruent to x and a number of 32 bits for every x; the table that permutes cannot tell them apart.
        foreach (CallEvent call in Calls(function, seed: 3))
        {
            for (int word = 0; word < call.First.Length; word++)
            {
                WordAccess[] forged = [.. call.First];
                ulong result = forged[word].New, larger = (uint)result + (ulong)KoalaBear.Modulus;
                forged[word] = forged[word] with { New = (result >> 32 << 32) | larger };
                Should.Throw<ArgumentOutOfRangeException>(() => new CallRow(ChipOf(function), call with { First = forged }, []));
            }
        }
    }

    [Theory]
    [InlineData(0u, false)]
    [InlineData(1u, true)]
    [InlineData(0xffffu, true)]
    public void The_highest_limb_goes_with_a_low_limb_of_zero_only(uint low, bool refused)
    {
        CallEvent call = Calls(Precompile.Poseidon16, seed: 4).First();
        WordAccess[] words = [.. call.First];
        words[3] = words[3] with { New = (words[3].New >> 32 << 32) | 0x7f000000 | low };
        call = call with { First = words };
        CallRow row = new(ChipOf(Precompile.Poseidon16), call, LookedUp(call));
        (row.Objection() is not null).ShouldBe(refused);
    }

    [Fact]
    public void Permutations_of_the_calls_follow_each_other_in_the_table()
    {
        SegmentEvents events = new();
        CallEvent[] calls = [.. Calls(Precompile.Keccak, seed: 5).Take(3)];
        foreach (CallEvent call in calls)
            events.Add(call);
        IChip permutations = PrecompileChips.All.Single(chip => chip.Air.Name == "KeccakPermutation");
        Trace whole = new(permutations.Air.Width, 128), parts = new(permutations.Air.Width, 128);
        permutations.Fill(whole, events, 0, 128, new());
        for (int row = 0; row < 128; row += permutations.RowGrain)
            permutations.Fill(parts, events, row, Math.Min(128, row + permutations.RowGrain), new());
        for (int row = 0; row < 128; row++)
        {
            parts.Row(row).SequenceEqual(whole.Row(row)).ShouldBeTrue();
            int number = row / PackedKeccak.Rounds;
            ref KeccakColumns<KoalaBear> columns = ref whole.Row(row).As<KeccakColumns<KoalaBear>, KoalaBear>();
            columns.IsReal.ShouldBe(number < 3 ? KoalaBear.One : KoalaBear.Zero);
            columns.Number.ToCanonical().ShouldBe(number < 3 ? calls[number].Time : 0);
            if (number < 3 && row % PackedKeccak.Rounds == PackedKeccak.Rounds - 1)
                ((ReadOnlySpan<KoalaBear>)columns.After).ToArray().Select(limb => limb.ToCanonical()).ShouldBe(calls[number].First.SelectMany(word => CallRow.Limbs(word.New)));
        }
    }

    [Fact]
    public void Every_table_is_of_degree_three_at_most()
    {
        foreach (IChip chip in PrecompileChips.All)
            AirStructure.Of(chip.Air, chip.Air.Preprocessed()?.Width ?? 0, maxDegree: 3).MaxDegree.ShouldBeLessThanOrEqualTo(3);
    }

    private static IChip ChipOf(Precompile function)
        => PrecompileChips.All.Single(chip => chip.Air.Name == (function == Precompile.Copy ? "Copy" : $"{function}Call"));

    private static IEnumerable<CallRow> Rows(Precompile function, int seed) => Calls(function, seed).Select(call => new CallRow(ChipOf(function), call, LookedUp(call)));

    private static IEnumerable<CallEvent> Calls(Precompile function, int seed)
    {
        Random random = new(seed);
        (Operand first, Operand second) = PrecompileOperands.Of(function);
        for (int i = 0; i < Samples; i++)
        {
            ulong[] before = Words(first.Words), source = Words(second.Words), after = [.. before];
            switch (function)
            {
                case Precompile.Keccak:
                    KeccakF1600.Permute(after);
                    break;
                case Precompile.Poseidon16:
                    Poseidon2Permutation.Permute16(MemoryMarshal.Cast<ulong, KoalaBear>(after.AsSpan()));
                    break;
                case Precompile.Poseidon24:
                    Poseidon2Permutation.Permute24(MemoryMarshal.Cast<ulong, KoalaBear>(after.AsSpan()));
                    break;
                default:
                    source.CopyTo(after, 0);
                    break;
            }

            uint time = (uint)random.Next(1 << 20, 1 << 22) * 4;
            yield return new(
                function, time, (uint)random.Next(1 << 28), second.Words == 0 ? 0 : (uint)random.Next(1 << 28),
                [.. before.Zip(after, (old, next) => new WordAccess(old, next, (uint)random.Next((int)time)))], [.. source.Select(word => new WordAccess(word, word, (uint)random.Next((int)time)))]);
        }

        ulong[] Words(int count)
        {
            ulong[] words = new ulong[count];
            foreach (ref uint half in MemoryMarshal.Cast<ulong, uint>(words.AsSpan()))
                half = function is Precompile.Poseidon16 or Precompile.Poseidon24 ? (uint)random.Next((int)KoalaBear.Modulus) : (uint)random.NextInt64(1L << 32);
            return words;
        }
    }

    /// <summary>What the call hands to, or takes from, the table that computes.</summary>
    private static IEnumerable<RowMessage> LookedUp(CallEvent call)
    {
        switch (call.Function)
        {
            case Precompile.Keccak:
                yield return new(KeccakAir.Inputs, [call.Time, .. call.First.SelectMany(word => CallRow.Limbs(word.Old))], -1);
                yield return new(KeccakAir.Outputs, [call.Time, .. call.First.SelectMany(word => CallRow.Limbs(word.New))], -1);
                break;
            case Precompile.Poseidon16 or Precompile.Poseidon24:
                yield return new(
                    call.Function == Precompile.Poseidon16 ? Buses.Permute16 : Buses.Permute24,
                    [.. call.First.SelectMany(word => Elements(word.Old)), .. call.First.SelectMany(word => Elements(word.New))], 1);
                break;
        }
    }

    private static IEnumerable<uint> Elements(ulong word)
        => [KoalaBear.FromMontgomeryWord((uint)word).ToCanonical(), KoalaBear.FromMontgomeryWord((uint)(word >> 32)).ToCanonical()];
}
