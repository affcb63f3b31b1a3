using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Tests.Chips;

/// <summary>A row of an instruction chip, and whether the rest of the machine would accept it as the execution that it is meant to be.</summary>
internal sealed class ChipRow
{
    private readonly IChip _chip;
    private readonly string[] _expected;

    /// <summary>The row that <paramref name="chip"/> fills for <paramref name="execution"/>.</summary>
    public ChipRow(IChip chip, ChipKind kind, in InstructionEvent execution, LookupCounts lookups)
    {
        _chip = chip;
        Lookups = lookups;
        SegmentEvents events = new();
        events.Add(kind, in execution);
        Trace trace = new(chip.Air.Width, 1);
        chip.Fill(trace, events, 0, 1, Lookups);
        Cells = trace.Row(0).ToArray();
        _expected = [.. Expected(in execution).Order(StringComparer.Ordinal)];
    }

    public KoalaBear[] Cells { get; }

    /// <summary>The cell of the column <paramref name="name"/>.</summary>
    public ref KoalaBear this[string name]
    {
        get
        {
            int column = Enumerable.Range(0, Cells.Length).Single(i => _chip.Air.ColumnName(i) is var column && (column == name || column == $"[0].{name}"));
            return ref Cells[column];
        }
    }

    /// <summary>What the filling counted.</summary>
    public LookupCounts Lookups { get; }

    /// <summary>
    /// Why the row as it is now is no proof of the execution: a constraint, a message that the range or byte tables do not have, or messages on the other buses that are not the execution's. Null if it is one.
    /// </summary>
    public string? Objection()
    {
        List<string> failures = [];
        List<RowMessage> messages = Messages(failures);
        if (failures.Count > 0)
            return failures[0];
        foreach (RowMessage message in messages)
        {
            if (IsLookup(message.Bus) && (message.Count != 1 || !HasRow(message)))
                return $"no {message.Bus.Name} ({string.Join(", ", message.Elements)})";
        }

        string[] actual = [.. messages.Where(m => !IsLookup(m.Bus)).Select(Describe).Order(StringComparer.Ordinal)];
        return actual.SequenceEqual(_expected) ? null : $"messages {string.Join("; ", actual.Except(_expected))} instead of {string.Join("; ", _expected.Except(actual))}";
    }

    public List<RowMessage> Messages(List<string> failures)
    {
        List<RowMessage> messages = [];
        RowBuilder builder = new([.. Cells.Select(cell => new Scalar(cell))], failures, messages);
        _chip.Air.Evaluate<RowBuilder, Scalar>(ref builder);
        return messages;
    }

    /// <summary>Whether the lookups that the row sends are the ones that its filling counted.</summary>
    public bool CountsItsLookups()
    {
        LookupCounts sent = new();
        foreach (RowMessage message in Messages([]).Where(m => IsLookup(m.Bus)))
        {
            uint[] e = message.Elements;
            if (message.Bus == Buses.Range)
                sent.Range(e[0], (int)e[1]);
            else if (message.Bus == Buses.BytePair)
                sent.BytePair((byte)e[0], (byte)e[1]);
            else
                sent.ByteAnd((byte)e[0], (byte)e[1]);
        }

        return Enumerable.Range(0, LookupCounts.RangeRows).All(i => sent.RangeCount(i) == Lookups.RangeCount(i))
            && Enumerable.Range(0, LookupCounts.PairRows).All(i => sent.PairCounts(i) == Lookups.PairCounts(i));
    }

    private static bool IsLookup(Bus bus) => bus == Buses.Range || bus == Buses.BytePair || bus == Buses.ByteAnd;

    private static bool HasRow(RowMessage message)
    {
        uint[] e = message.Elements;
        if (message.Bus == Buses.Range)
            return e[1] <= LookupCounts.RangeBits && e[0] < 1u << (int)e[1];
        return e[0] < 256 && e[1] < 256 && (message.Bus == Buses.BytePair || e[2] == (e[0] & e[1]));
    }

    private static string Describe(RowMessage message) => $"{(message.Count > 0 ? '+' : '-')}{Math.Abs(message.Count)} {message.Bus.Name} ({string.Join(", ", message.Elements)})";

    /// <summary>The messages of an execution but its lookups, from the event alone.</summary>
    private static IEnumerable<string> Expected(in InstructionEvent execution)
    {
        List<RowMessage> messages = [];
        DecodedInstruction row = execution.Instruction;
        uint time = execution.Time;
        (KoalaBear first, KoalaBear second, KoalaBear third) = row.ImmediateElements;
        messages.Add(new(Buses.State, [row.Pc / 4, time], -1));
        messages.Add(new(Buses.State, [execution.NextPc / 4, time + 4], 1));
        messages.Add(new(Buses.Program, [row.Pc / 4, (uint)row.Operation, row.Rd, row.Rs1, row.Rs2, first.ToCanonical(), second.ToCanonical(), third.ToCanonical(), row.Next / 4], 1));
        OperandUse use = Operands.Of(row.Operation);
        if (use.HasFlag(OperandUse.ReadsRs1))
            Access(MemoryMap.RegisterWords + row.Rs1, time, execution.Rs1Previous, execution.Rs1, execution.Rs1);
        if (use.HasFlag(OperandUse.ReadsRs2))
            Access(MemoryMap.RegisterWords + row.Rs2, time + 1, execution.Rs2Previous, execution.Rs2, execution.Rs2);
        int bytes = InstructionSet.All.FirstOrDefault(d => d.Operation == row.Operation)?.AccessBytes ?? 0;
        if (bytes > 0)
        {
            Access(execution.Address / 8, time + 2, execution.Word.Previous, execution.Word.Old, execution.Word.New);
            if ((execution.Address % 8) + bytes > 8)
                Access((execution.Address / 8) + 1, time + 2, execution.NextWord.Previous, execution.NextWord.Old, execution.NextWord.New);
        }

        if (use.HasFlag(OperandUse.WritesRd))
            Access(MemoryMap.RegisterWords + row.Rd, time + 3, execution.RdPrevious, execution.RdOld, execution.Rd);
        if (InstructionSet.ChipOf(row.Operation) == ChipKind.Call)
            messages.Add(new(Buses.Precompile, [(uint)(row.Operation - Operation.CallKeccak) + 1, time, (uint)execution.Rs1 / 8, (uint)execution.Rs2 / 8], 1));
        return messages.Select(Describe);

        void Access(uint index, uint now, uint previous, ulong before, ulong after)
        {
            messages.Add(new(Buses.Memory, [index, previous, .. Limbs(before)], -1));
            messages.Add(new(Buses.Memory, [index, now, .. Limbs(after)], 1));
        }
    }

    private static uint[] Limbs(ulong value) => [.. Enumerable.Range(0, 4).Select(i => WordColumns.Limb(value, i))];
}
