using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.BytePairs;
using Rollup.Machine.Chips.Ranges;
using Rollup.Machine.Emulation;
using Rollup.Machine.Events;
using Rollup.Machine.Precompiles.Modular;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Tests.Precompiles.Modular;

/// <summary>Calls of mulmod and recover in a segment that has no instructions; the rest of the machine is played by ports.</summary>
internal sealed class ModularSegment
{
    private const uint FirstIndex = 0x0400_0000, SecondIndex = 0x0400_1000;

    private static readonly IChip[] Chips = [.. ModularChips.All, new RangeChip(), new BytePairChip()];

    private readonly List<KoalaBear[]> _calls = [], _memory = [];

    public ModularSegment(params IEnumerable<(Precompile Function, ulong[] Operands)> calls)
    {
        uint time = 1;
        foreach ((Precompile function, ulong[] operands) in calls)
            Add(function, operands, Execute(function, operands), time += 8);
        Traces = Build();
    }

    /// <summary>A call of recover that is claimed to have these results, shown by a run of the forger's choice.</summary>
    public ModularSegment(ulong[] operands, ulong[] claimed, Func<CallEvent, ModularRun?> forge)
    {
        Add(Precompile.Recover, operands, claimed, time: 9);
        ModularRun run = forge(Events.Calls(Precompile.Recover)[0]).ShouldNotBeNull();
        ModularCalls.Replace(Events, new([], [new(run)]));
        Traces = Build();
    }

    public static IReadOnlyList<IAir> Airs { get; } = [.. Chips.Select(chip => chip.Air), new PortAir(Buses.Precompile), new PortAir(Buses.Memory)];

    private List<Trace> Build()
    {
        int[] heights = [.. Chips.Select(chip => Math.Max(4, BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)chip.RowsFor(Counts())))))];
        return [.. TraceBuilder.Build(Chips, heights, Events, Workers.All).Select(trace => trace!), Port(_calls), Port(_memory)];
    }

    public SegmentEvents Events { get; } = new();

    /// <summary>In the order of <see cref="Airs"/>; the first is that of the equations, the second that of the operands.</summary>
    public List<Trace> Traces { get; }

    public TraceViolation? FindViolation() => TraceChecker.FindViolation(Airs, Traces, []);

    /// <summary>Runs a call as the emulator does.</summary>
    public static ulong[] Execute(Precompile function, ulong[] operands)
    {
        ulong[] results = new ulong[PrecompileOperands.Of(function).Second.Words];
        PrecompileSemantics.TryExecute(function, [.. operands], results).ShouldBeTrue();
        return results;
    }

    private SegmentCounts Counts()
    {
        SegmentCounts counts = new();
        counts.Calls(Precompile.MulMod) = Events.Calls(Precompile.MulMod).Count;
        counts.Calls(Precompile.Recover) = Events.Calls(Precompile.Recover).Count;
        return counts;
    }

    private void Add(Precompile function, ulong[] operands, ulong[] results, uint time)
    {
        uint first = FirstIndex + (16 * time), second = SecondIndex + (16 * time);
        WordAccess[] reads = [.. operands.Select(word => new WordAccess(word, word, time - 1))], writes = [.. results.Select((word, i) => new WordAccess((ulong)i << 60, word, 0))];
        Events.Add(new CallEvent(function, time, first, second, reads, writes));
        _calls.Add([KoalaBear.One, default, .. Elements((uint)function, time, first, second)]);
        for (int i = 0; i < reads.Length; i++)
            Access(first + (uint)i, reads[i], time + InstructionStep.MemoryDelay);
        for (int i = 0; i < writes.Length; i++)
            Access(second + (uint)i, writes[i], time + InstructionStep.WriteDelay);
    }

    private void Access(uint index, WordAccess word, uint now)
    {
        _memory.Add([KoalaBear.One, default, .. Elements(index, word.Previous), .. Limbs(word.Old)]);
        _memory.Add([default, KoalaBear.One, .. Elements(index, now), .. Limbs(word.New)]);
    }

    private static IEnumerable<KoalaBear> Limbs(ulong word) => Enumerable.Range(0, 4).Select(i => KoalaBear.FromCanonical(WordColumns.Limb(word, i)));

    private static IEnumerable<KoalaBear> Elements(params uint[] values) => values.Select(KoalaBear.FromCanonical);

    private static Trace Port(List<KoalaBear[]> messages)
    {
        Trace trace = new(messages[0].Length, Trace.HeightFor(messages.Count));
        for (int row = 0; row < messages.Count; row++)
            messages[row].CopyTo(trace.Row(row));
        return trace;
    }
}
