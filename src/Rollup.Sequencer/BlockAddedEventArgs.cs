using Rollup.Storage;

namespace Rollup.Sequencer;

/// <summary>A new head.</summary>
/// <param name="block">The block.</param>
public sealed class BlockAddedEventArgs(BlockRow block) : EventArgs
{
    /// <summary>The block.</summary>
    public BlockRow Block { get; } = block;
}
