using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Machine.Tests.Chips;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Tests.Precompiles;

/// <summary>A row of a precompile's call chip, and whether the rest of the machine would accept it as the call that it is meant to be.</summary>
internal sealed class CallRow
{
    private readonly IChip _chip;
    private readonly string[] _expected;

    /// <summary>The row that <paramref name="chip"/> fills for <paramref name="call"/>; <paramref name="lookedUp"/> is what it has to send to (or, negative, take from) the table that computes.</summary>
    public CallRow(IChip chip, CallEvent call, IEnumerable<RowMessage> lookedUp)
    {
        _chip = chip;
        SegmentEvents events = new();
        events.Add(call);
        Trace trace = new(chip.Air.Width, 1);
        chip.Fill(trace, events, 0, 1, Lookups);
        Cells = trace.Row(0).ToArray();
        _expected = [.. Expected(call).Concat(lookedUp).Select(Describe).Order(StringComparer.Ordinal)];
    }

    public KoalaBear[] Cells { get; }

    public LookupCounts Lookups { get; } = new();

    /// <summary>Why the row as it is now is no proof of the call; null if it is one.</summary>
    public string? Objection()
    {
        List<string> failures = [];
        List<RowMessage> messages = Messages(failures);
        if (failures.Count > 0)
            return failures[0];
        foreach (RowMessage message in messages)
        {
            if (message.Bus == Buses.Range && message.Elements[0] >> (int)message.Elements[1] != 0)
                return $"no range {message.Elements[0]} of {message.Elements[1]} bits";
            if (message.Bus == Buses.BytePair && (message.Elements[0] > 255 || message.Elements[1] > 255))
                return "no bytes";
        }

        string[] actual = [.. messages.Where(m => !IsLookup(m.Bus)).Select(Describe).Order(StringComparer.Ordinal)];
        return actual.SequenceEqual(_expected) ? null : $"messages {string.Join("; ", actual.Except(_expected))} instead of {string.Join("; ", _expected.Except(actual))}";
    }

    /// <summary>Whether the lookups that the row sends are the ones that its filling counted.</summary>
    public bool CountsItsLookups()
    {
        LookupCounts sent = new();
        foreach (RowMessage message in Messages([]))
        {
            if (message.Bus == Buses.Range)
                sent.Range(message.Elements[0], (int)message.Elements[1]);
            else if (message.Bus == Buses.BytePair)
                sent.BytePair((byte)message.Elements[0], (byte)message.Elements[1]);
        }

        return Enumerable.Range(0, LookupCounts.RangeRows).All(i => sent.RangeCount(i) == Lookups.RangeCount(i))
            && Enumerable.Range(0, LookupCounts.PairRows).All(i => sent.PairCounts(i) == Lookups.PairCounts(i));
    }

    public static uint[] Limbs(ulong value) => [.. Enumerable.Range(0, 4).Select(i => WordColumns.Limb(value, i))];

    private static bool IsLookup(Bus bus) => bus == Buses.Range || bus == Buses.BytePair;

    private static string Describe(RowMessage message) => $"{(message.Count > 0 ? '+' : '-')}{Math.Abs(message.Count)} {message.Bus.Name} ({string.Join(", ", message.Elements)})";

    /// <summary>The messages of a call on the Precompile and Memory buses, from the event alone.</summary>
    private static IEnumerable<RowMessage> Expected(CallEvent call)
    {
        yield return new(Buses.Precompile, [(uint)call.Function, call.Time, call.FirstIndex, call.SecondIndex], -1);
        (Operand first, Operand second) = PrecompileOperands.Of(call.Function);
        foreach ((WordAccess[] words, uint start, Operand operand) in new[] { (call.First, call.FirstIndex, first), (call.Second, call.SecondIndex, second) })
        {
            for (int i = 0; i < words.Length; i++)
            {
                yield return new(Buses.Memory, [start + (uint)i, words[i].Previous, .. Limbs(words[i].Old)], -1);
                yield return new(Buses.Memory, [start + (uint)i, call.Time + (operand.IsWritten ? 3u : 2u), .. Limbs(words[i].New)], 1);
            }
        }
    }

    private List<RowMessage> Messages(List<string> failures)
    {
        List<RowMessage> messages = [];
        RowBuilder builder = new([.. Cells.Select(cell => new Scalar(cell))], failures, messages);
        _chip.Air.Evaluate<RowBuilder, Scalar>(ref builder);
        return messages;
    }
}
