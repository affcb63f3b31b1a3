using System.Buffers.Binary;
using Rollup.Machine;
using Rollup.Machine.Programs;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Testing;

namespace Rollup.Guest.Tests;

/// <summary>The shapes that segments of the pinned program are proven in.</summary>
public sealed class PinnedShapesTests
{
    private const long DefaultProverBytes = 6L << 30, SmallProverBytes = 3L << 30;

    private static readonly ProgramImage Program = ProgramImage.FromElf(PinnedGuest.ReadElf());

    private static readonly IReadOnlyList<IChip> Chips = MachineTables.Of(Program);

    private static readonly IReadOnlyList<SegmentShape> Shapes = ShapeTable.Pinned(Chips);

    [Fact]
    public void Every_shape_fits_the_memory_that_provers_take_by_default_and_the_small_one_half_of_it()
    {
        TableCosts costs = new(Chips);
        Shapes.ShouldAllBe(shape => shape.ProverBytes(costs) <= DefaultProverBytes);
        Shapes[0].ProverBytes(costs).ShouldBeLessThanOrEqualTo(SmallProverBytes);
    }

    [Fact]
    public void The_small_shape_holds_a_batch_of_one_transfer()
    {
        byte[] witness = File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "tests/vectors/witnesses/transfers-1.bin"));
        byte[] input = new byte[16 + ((witness.Length + 7) & ~7)];
        BinaryPrimitives.WriteInt32LittleEndian(input, witness.Length);
        witness.CopyTo(input, 16);
        Shapes[0].Holds(Chips, new Workload(Program, input, long.MaxValue).CountsFrom(0).Single()).ShouldBeTrue();
    }
}
