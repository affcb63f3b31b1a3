using Rollup.Ethereum.Chain;

namespace Rollup.Sequencer.L1;

/// <summary>How <see cref="L1Watcher"/> behaves.</summary>
public sealed record L1WatcherOptions
{
    /// <summary>How often L1 is asked.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two questions while L1 is away.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Items up to this block are taken for good.</summary>
    public BlockTag Finality { get; init; } = BlockTag.Finalized;
}
