using Rollup.Stark.Proofs;

namespace Rollup.Stark.Tests.Proofs;

public sealed class RowLayerTests
{
    [Fact]
    public void Cells_opened_in_the_next_row_come_first_and_both_parts_are_whole_blocks()
    {
        const int None = RowLayer.ZeroCell;
        RowLayer layer = new(5, [false, true, false, false, true, false, false], blockCells: 3);
        layer.Cells.ShouldBe([1, 4, None, 0, 2, 3, 5, 6, None]);
        layer.NextCells.ShouldBe(3);
        layer.Arrange([10, 11, 12, 13, 14, 15, 16]).ShouldBe([11, 14, 0, 10, 12, 13, 15, 16, 0]);
        layer.ArrangeNext([21, 24]).ShouldBe([21, 24, 0]);
    }

    [Fact]
    public void Without_cells_opened_in_the_next_row_there_is_no_block_of_them()
    {
        RowLayer layer = new(5, [false, false], blockCells: 16);
        layer.Cells.Count.ShouldBe(16);
        layer.NextCells.ShouldBe(0);
    }
}
