using Rollup.Machine.Emulation;
using Rollup.Machine.Memory;
using Rollup.Machine.Programs;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Digest = Rollup.Kernel.State.Digest;

namespace Rollup.Machine.Proving;

/// <summary>What proofs of a program's segments are made and verified with: the program, the machine's tables, the shapes of segments, and the STARK's key over all of it.</summary>
public sealed class MachineKey
{
    private MachineKey(ProgramImage program, IReadOnlyList<IChip> chips, IReadOnlyList<SegmentShape> shapes, Digest imageRoot, ProvingKey<Poseidon2Suite> stark)
    {
        Program = program;
        Chips = chips;
        Shapes = shapes;
        ImageRoot = imageRoot;
        Stark = stark;
    }

    public ProgramImage Program { get; }

    public IReadOnlyList<IChip> Chips { get; }

    /// <summary>The cheapest one first.</summary>
    public IReadOnlyList<SegmentShape> Shapes { get; }

    /// <summary>The subtree of the memory tree that holds the program's image.</summary>
    public Digest ImageRoot { get; }

    public ProvingKey<Poseidon2Suite> Stark { get; }

    /// <exception cref="InvalidAirException">A table or shape cannot be proven with these parameters, or no shape holds whatever single instruction comes.</exception>
    public static MachineKey Create(ProgramImage program, IReadOnlyList<SegmentShape> shapes, StarkParameters parameters, Workers workers)
    {
        IReadOnlyList<IChip> chips = MachineTables.Of(program);
        if (SegmentBudget.For(chips, shapes, new Emulator(program, []).Counts) is null)
            throw new InvalidAirException("No shape holds any single instruction with the blocks that it may touch.");
        TableCosts costs = new(chips);
        SegmentShape[] ascending = [.. shapes.OrderBy(shape => shape.Cells(costs))];
        ProofShape[] proofShapes = [.. ascending.Select(shape => new ProofShape([.. shape.LogHeights]))];
        ProvingKey<Poseidon2Suite> stark = ProvingKey<Poseidon2Suite>.Create(parameters, [.. chips.Select(chip => chip.Air)], proofShapes);
        MemoryTree image = SegmentTree.Initial(program, [], workers);
        return new(program, chips, ascending, InitialMemory.ImageOf(image), stark);
    }

    /// <summary>The shapes whose segments take at most this memory to prove, see <see cref="SegmentShape.ProverBytes"/>. A run that is cut for these alone needs no other ones.</summary>
    public IReadOnlyList<SegmentShape> ShapesWithin(long proverBytes)
    {
        TableCosts costs = new(Chips);
        return [.. Shapes.Where(shape => shape.ProverBytes(costs) <= proverBytes)];
    }

    /// <summary>The cheapest shape that holds a segment with these counts, or null.</summary>
    public SegmentShape? ShapeFor(SegmentCounts counts) => Shapes.FirstOrDefault(shape => shape.Holds(Chips, counts));
}
