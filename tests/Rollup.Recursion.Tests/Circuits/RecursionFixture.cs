using Rollup.Kernel.Fields;
using Rollup.Machine;
using Rollup.Machine.Memory;
using Rollup.Machine.Segments;
using Rollup.Recursion.Circuits;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Statements;
using Rollup.Recursion.Verification;
using Rollup.Recursion.Witnesses;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using MemoryDigest = Rollup.Kernel.State.Digest;

namespace Rollup.Recursion.Tests.Circuits;

/// <summary>The circuits over the toy machine with parameters that are fast and of no security, and proofs of small true statements.</summary>
public sealed class RecursionFixture
{
    public const uint EntryPc = 0x10000;

    private static readonly StarkParameters Fast = new("fast", 2, 2, 4, 4, 18, new(1, 0, 0, 0, 0, 2));

    private readonly Dictionary<object, InnerProof> _proofs = [];

    internal ProvingKey<Poseidon2Suite> Machine { get; } = ToyMachine.CreateKey(7);

    public InnerCircuits Circuits { get; }

    public RecursionFixture() => Circuits = InnerCircuits.Create(Machine.Verifying, Fast);

    public AllowedKeys Allowed => Circuits.Allowed;

    public KoalaBear[] MachineKey => ProofInput.Elements(Machine.Verifying.Digest);

    public KoalaBear[] AllowedRoot => ProofInput.Elements(Allowed.Root);

    internal MemoryDigest Image { get; } = MemoryTree.EmptySubtree(3);

    internal MemoryDigest Witness { get; } = MemoryTree.EmptySubtree(5);

    public Digest Program => ProgramKey.Digest(Image, EntryPc, Machine.Verifying.Digest, Allowed.Root);

    public MachineState<KoalaBear> First => new(Pc(EntryPc), InitialMemory.Root(Image, Witness).AsSpan().ToArray());

    /// <summary>A state like no other.</summary>
    public static MachineState<KoalaBear> Some(uint number) => new(Pc(4 * number), [.. Enumerable.Range(0, 8).Select(i => KoalaBear.FromCanonical((uint)((number * 100) + i)))]);

    /// <summary>The end of a run whose output says that it takes batch <paramref name="from"/> to batch <paramref name="to"/>.</summary>
    public static (MachineState<KoalaBear> State, OutputOpening Output) Halted(ulong from, ulong to, Action<ulong[]>? change = null)
    {
        ulong[] words = new ulong[OutputOpening.WordCount];
        words[0] = MemoryMap.OutputFixedWord;
        words[1] = 0x1122_3344_5566_7788;
        for (int i = 0; i < 3; i++)
            words[2 + i] = (ulong)(i + 1) * 0x0101_0101_0202_0202 >> (i == 2 ? 32 : 0);
        for (int i = 0; i < 4; i++)
            (words[5 + i], words[9 + i]) = ((from * 0xfedc_ba98_7654_3211) + (ulong)i, (to * 0xfedc_ba98_7654_3211) + (ulong)i);
        change?.Invoke(words);
        MemoryTree tree = new();
        const uint Block = MemoryMap.Output / MemoryMap.BlockBytes;
        tree.Update([Block, Block + 1], words, Workers.All);
        return (new(Pc(MemoryMap.HaltPc), tree.Root.AsSpan().ToArray()), OutputOpening.Of(tree, words));
    }

    public static KoalaBear Pc(uint address) => KoalaBear.FromCanonical(address / 4);

    internal KoalaBear[] LiftInput(MachineState<KoalaBear> start, MachineState<KoalaBear> end) => LiftCircuit.Input(Machine.Verifying, ToyMachine.Prove(Machine, start, end));

    public ExecutionStatement<KoalaBear> Execution(MachineState<KoalaBear> start, MachineState<KoalaBear> end, AllowedKeys? allowed = null)
        => new(MachineKey, ProofInput.Elements((allowed ?? Allowed).Root), start, end);

    public BatchStatement<KoalaBear> Batches(IReadOnlyList<ulong> firstOutput, IReadOnlyList<ulong> lastOutput)
        => new(ProofInput.Elements(Program), AllowedRoot, CloseCircuit.RangeOf(firstOutput) with { ToHash = CloseCircuit.RangeOf(lastOutput).ToHash });

    public InnerProof Lift(MachineState<KoalaBear> start, MachineState<KoalaBear> end, AllowedKeys? allowed = null) => Cached(
        ("lift", start.Pc, start.Root[0], end.Pc, end.Root[0], allowed), () => Prove(0, InnerStatement.ToPublicValues(Execution(start, end, allowed)), LiftInput(start, end)));

    public InnerProof Join(InnerProof left, InnerProof right, AllowedKeys? allowed = null) => Cached(
        ("join", left, right, allowed),
        () => Prove(AllowedKeys.JoinOf(left.Group, right.Group), InnerStatement.ToPublicValues(Joined(left, right, allowed)), JoinCircuit.Input(left, right, allowed ?? Allowed)));

    public ExecutionStatement<KoalaBear> Joined(InnerProof left, InnerProof right, AllowedKeys? allowed = null)
        => Execution(ExecutionStatement<KoalaBear>.Read(left.PublicValues).Start, ExecutionStatement<KoalaBear>.Read(right.PublicValues).End, allowed);

    public InnerProof Close(InnerProof execution, OutputOpening output) => Prove(
        AllowedKeys.CloseOf(execution.Group), InnerStatement.ToPublicValues(Batches(output.Words, output.Words)), CloseCircuit.Input(Image, Witness, output, execution, Allowed));

    /// <summary>The honest set with other keys at some indices.</summary>
    public AllowedKeys AllowedWith(params ReadOnlySpan<(int Index, Digest Key)> changes)
    {
        Dictionary<int, Digest> keys = Circuits.Indices.ToDictionary(index => index, index => Allowed[index]);
        foreach ((int index, Digest key) in changes)
            keys[index] = key;
        return new(Group(AllowedGroup.Lifts), Group(AllowedGroup.Joins), Group(AllowedGroup.Batches));

        Digest[] Group(AllowedGroup group) => [.. keys.Where(key => AllowedKeys.GroupOf(key.Key) == group).OrderBy(key => key.Key).Select(key => key.Value)];
    }

    /// <summary>The close of a run of one segment from batch to batch.</summary>
    public InnerProof Batch(ulong from, ulong to) => Cached(("batch", from, to), () =>
    {
        (MachineState<KoalaBear> end, OutputOpening output) = Halted(from, to);
        return Close(Lift(First, end), output);
    });

    public InnerProof Chain(InnerProof left, InnerProof right) => Cached(("chain", left, right), () => Prove(
        AllowedKeys.Chain, InnerStatement.ToPublicValues(Chained(left, right)), ChainCircuit.Input(left, right, Allowed)));

    public static BatchStatement<KoalaBear> Chained(InnerProof left, InnerProof right)
    {
        BatchStatement<KoalaBear> statement = BatchStatement<KoalaBear>.Read(left.PublicValues);
        return statement with { Chain = statement.Chain with { ToHash = BatchStatement<KoalaBear>.Read(right.PublicValues).Chain.ToHash } };
    }

    public CircuitViolation? Violation(int index, KoalaBear[] publicValues, KoalaBear[] input) => CircuitRun.Execute(Circuits[index].Circuit, publicValues, input).Violation;

    internal InnerProof Prove(int index, KoalaBear[] publicValues, KoalaBear[] input)
    {
        (Proof? proof, CircuitViolation? violation) = Circuits[index].Prove(publicValues, input, new());
        violation.ShouldBeNull();
        Verifier.Verify(Circuits[index].Verifying, publicValues, proof!).ShouldBe(VerificationResult.Valid);
        return new(index, Circuits[index].Verifying, publicValues, proof!);
    }

    private InnerProof Cached(object key, Func<InnerProof> prove)
    {
        lock (_proofs)
        {
            if (!_proofs.TryGetValue(key, out InnerProof? proof))
                _proofs.Add(key, proof = prove());
            return proof;
        }
    }
}
