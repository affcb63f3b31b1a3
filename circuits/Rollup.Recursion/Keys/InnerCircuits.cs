using Rollup.Recursion.Circuits;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Proving;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;

namespace Rollup.Recursion.Keys;

/// <summary>
/// The inner circuits of a machine: a lift per shape of its segments, join, close and chain, all of one shape. They follow from the machine's structure (not from its program) and from the parameters alone.
/// </summary>
public sealed class InnerCircuits
{
    private readonly CircuitProgram[] _programs;
    private readonly Dictionary<int, CircuitKey<Poseidon2Suite>> _keys = [];
    private readonly Lock _gate = new();
    private AllowedKeys? _allowed;

    private InnerCircuits(StarkParameters parameters, CircuitShape shape, VerifyingKey<Poseidon2Suite> outline, CircuitProgram[] programs, CircuitPins? pins)
    {
        Parameters = parameters;
        Shape = shape;
        Outline = outline;
        _programs = programs;
        LiftCount = programs.Length - 3;
        Pins = pins;
    }

    public StarkParameters Parameters { get; }

    /// <summary>One per shape of a segment.</summary>
    public int LiftCount { get; }

    /// <summary>Of all inner circuits.</summary>
    public CircuitShape Shape { get; }

    /// <summary>The pins that stand for the keys' commitments; null if these are computed.</summary>
    internal CircuitPins? Pins { get; }

    /// <summary>What is the same for all their keys.</summary>
    public VerifyingKey<Poseidon2Suite> Outline { get; }

    /// <summary>The set A. Computed when it is first asked for, which takes the keys of all circuits.</summary>
    public AllowedKeys Allowed
    {
        get
        {
            lock (_gate)
            {
                return _allowed ??= new(
                    [.. Enumerable.Range(0, LiftCount).Select(i => this[i].Verifying.Digest)],
                    this[AllowedKeys.Join].Verifying.Digest, this[AllowedKeys.Close].Verifying.Digest, this[AllowedKeys.Chain].Verifying.Digest);
            }
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
                    _keys.Add(index, key = CircuitKey<Poseidon2Suite>.Create(Parameters, Program(index), Shape, Pins?.InnerCap(index)));
                return key;
            }
        }
    }

    /// <summary><paramref name="machine"/> is the machine's key, of which only the structure matters. The common shape is the smallest one that holds circuits which verify proofs of that shape. <paramref name="pins"/> are used if they are of this machine's circuits.</summary>
    public static InnerCircuits Create(VerifyingKey<Poseidon2Suite> machine, StarkParameters parameters, CircuitPins? pins = null)
    {
        CircuitProgram[] lifts = [.. machine.Plans.Select((_, shape) => LiftCircuit.Record(machine, shape))];
        CircuitShape common = lifts.Select(lift => lift.MinimalShape).Aggregate((a, b) => a.Union(b));
        while (true)
        {
            VerifyingKey<Poseidon2Suite> outline = CircuitKey<Poseidon2Suite>.Outline(parameters, common, InnerStatement.Count);
            CircuitProgram[] programs = [.. lifts, JoinCircuit.Record(outline), CloseCircuit.Record(outline), ChainCircuit.Record(outline)];
            CircuitShape needed = programs.Select(program => program.MinimalShape).Aggregate((a, b) => a.Union(b));
            if (common.Holds(needed))
                return new(parameters, common, outline, programs, pins is not null && pins.AreOf(machine.StructureDigest, outline.StructureDigest, lifts.Length) ? pins : null);
            common = common.Union(needed);
        }
    }

    /// <summary>The kind of the circuit with an index of <see cref="AllowedKeys"/>; null if there is none.</summary>
    public ProofKind? KindOf(int index) => index switch
    {
        AllowedKeys.Join => ProofKind.Join,
        AllowedKeys.Close => ProofKind.Close,
        AllowedKeys.Chain => ProofKind.Chain,
        >= 0 when index < LiftCount => ProofKind.Lift,
        _ => null,
    };

    /// <summary>The program of the circuit with an index of <see cref="AllowedKeys"/>.</summary>
    public CircuitProgram Program(int index) => index switch
    {
        AllowedKeys.Join => _programs[LiftCount],
        AllowedKeys.Close => _programs[LiftCount + 1],
        AllowedKeys.Chain => _programs[LiftCount + 2],
        >= 0 when index < LiftCount => _programs[index],
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };
}
