using Rollup.Recursion.Circuits;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Proving;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;

namespace Rollup.Recursion.Keys;

/// <summary>
/// The inner circuits of a machine: a lift per shape of its segments, a join for every two kinds of children, a close for each, and the chain. They follow from the machine's structure (not from its program)
/// and from the parameters alone.
/// </summary>
public sealed class InnerCircuits
{
    private readonly SortedDictionary<int, CircuitProgram> _programs;
    private readonly Dictionary<int, CircuitKey<Poseidon2Suite>> _keys = [];
    private readonly Lock _gate = new();
    private AllowedKeys? _allowed;

    private InnerCircuits(StarkParameters parameters, InnerLayouts layouts, SortedDictionary<int, CircuitProgram> programs, CircuitPins? pins)
    {
        Parameters = parameters;
        Layouts = layouts;
        _programs = programs;
        Pins = pins;
    }

    public StarkParameters Parameters { get; }

    public InnerLayouts Layouts { get; }

    /// <summary>The indices of the circuits in <see cref="AllowedKeys"/>, in ascending order.</summary>
    public IEnumerable<int> Indices => _programs.Keys;

    /// <summary>The pins that stand for the keys' commitments; null if these are computed.</summary>
    internal CircuitPins? Pins { get; }

    /// <summary>The set A. Computed when it is first asked for, which takes the keys of all circuits.</summary>
    public AllowedKeys Allowed
    {
        get
        {
            lock (_gate)
            {
                return _allowed ??= new(Digests(AllowedGroup.Lifts), Digests(AllowedGroup.Joins), Digests(AllowedGroup.Batches));
            }

            Digest[] Digests(AllowedGroup group) => [.. IndicesOf(group).Select(index => this[index].Verifying.Digest)];
        }
    }

    /// <summary>The key of the circuit with an index of <see cref="AllowedKeys"/>, computed when it is first asked for.</summary>
    public CircuitKey<Poseidon2Suite> this[int index]
    {
        get
        {
            lock (_gate)
            {
                if (!_keys.TryGetValue(index, out CircuitKey<Poseidon2Suite>? key))
                    _keys.Add(index, key = CircuitKey<Poseidon2Suite>.Create(Parameters, Program(index), Layouts[AllowedKeys.GroupOf(index)].Shape, Pins?.InnerCap(index)));
                return key;
            }
        }
    }

    /// <summary>
    /// <paramref name="machine"/> is the machine's key, of which only the structure matters. The shape of lifts is the smallest one that holds them; that of the others is the smallest one that holds circuits which
    /// verify proofs of both shapes. <paramref name="pins"/> are used if they are of this machine's circuits.
    /// </summary>
    public static InnerCircuits Create(VerifyingKey<Poseidon2Suite> machine, StarkParameters parameters, CircuitPins? pins = null)
    {
        CircuitProgram[] lifts = [.. machine.Plans.Select((_, shape) => LiftCircuit.Record(machine, shape))];
        InnerLayout liftLayout = Layout(ShapeOf(lifts));
        // A first guess, which grows until it holds what verifies it.
        CircuitShape shape = ShapeOf([CloseCircuit.Record(new(liftLayout, liftLayout), AllowedGroup.Lifts)]);
        while (true)
        {
            InnerLayouts layouts = new(liftLayout, Layout(shape));
            SortedDictionary<int, CircuitProgram> programs = RecordFolds(layouts);
            CircuitShape needed = ShapeOf(programs.Values);
            if (!shape.Holds(needed))
            {
                shape = shape.Union(needed);
                continue;
            }

            for (int i = 0; i < lifts.Length; i++)
                programs.Add(i, lifts[i]);
            bool arePinned = pins is not null && pins.AreOf(machine.StructureDigest, layouts, lifts.Length);
            return new(parameters, layouts, programs, arePinned ? pins : null);
        }

        InnerLayout Layout(CircuitShape shape) => new(shape, CircuitKey<Poseidon2Suite>.Outline(parameters, shape, InnerStatement.Count));

        static CircuitShape ShapeOf(IEnumerable<CircuitProgram> programs) => programs.Select(program => program.MinimalShape).Aggregate((a, b) => a.Union(b));
    }

    /// <summary>The indices of a group's circuits, in ascending order.</summary>
    public IEnumerable<int> IndicesOf(AllowedGroup group) => Indices.Where(index => AllowedKeys.GroupOf(index) == group);

    /// <summary>The kind of the circuit with an index of <see cref="AllowedKeys"/>; null if there is none.</summary>
    public ProofKind? KindOf(int index)
    {
        if (!_programs.ContainsKey(index))
            return null;
        return AllowedKeys.GroupOf(index) switch
        {
            AllowedGroup.Lifts => ProofKind.Lift,
            AllowedGroup.Joins => ProofKind.Join,
            _ => index == AllowedKeys.Chain ? ProofKind.Chain : ProofKind.Close,
        };
    }

    /// <summary>The program of the circuit with an index of <see cref="AllowedKeys"/>.</summary>
    public CircuitProgram Program(int index) => _programs[index];

    private static SortedDictionary<int, CircuitProgram> RecordFolds(InnerLayouts layouts)
    {
        SortedDictionary<int, CircuitProgram> programs = new() { [AllowedKeys.Chain] = ChainCircuit.Record(layouts) };
        AllowedGroup[] executions = [AllowedGroup.Lifts, AllowedGroup.Joins];
        foreach (AllowedGroup left in executions)
        {
            programs.Add(AllowedKeys.CloseOf(left), CloseCircuit.Record(layouts, left));
            foreach (AllowedGroup right in executions)
                programs.Add(AllowedKeys.JoinOf(left, right), JoinCircuit.Record(layouts, left, right));
        }

        return programs;
    }
}
