using Rollup.Ethereum.Chain;
using Rollup.Sequencer.L1;

namespace Rollup.Node.Configuration;

/// <summary>The connection to L1.</summary>
public sealed record L1Options
{
    /// <summary>The JSON-RPC URL of an L1 node.</summary>
    public string Url { get; init; } = "";

    /// <summary>How often L1 is asked, in milliseconds.</summary>
    public int PollMilliseconds { get; init; } = 2000;

    /// <summary>Up to which L1 block deposits are final: finalized, safe or latest.</summary>
    public string Finality { get; init; } = "finalized";

    /// <summary>The settings of the watcher.</summary>
    public L1WatcherOptions ToWatcherOptions() => new()
    {
        PollInterval = TimeSpan.FromMilliseconds(PollMilliseconds),
        Finality = Finality switch
        {
            "latest" => BlockTag.Latest,
            "safe" => BlockTag.Safe,
            _ => BlockTag.Finalized,
        },
    };
}
