using Rollup.Settlement;

namespace Rollup.Node.Configuration;

/// <summary>Who signs the commits on L1, and how they are sent. The key is a secret: it belongs into the environment or a file of its own.</summary>
public sealed record SettlerOptions
{
    /// <summary>The sequencer's L1 key: 0x and 64 hex digits.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>A file that holds the key instead.</summary>
    public string? PrivateKeyFile { get; init; }

    /// <summary>The URL of a remote signer (Web3Signer's eth_signTransaction) instead of a key.</summary>
    public string? SignerUrl { get; init; }

    /// <summary>The account that the remote signer signs for.</summary>
    public string? SignerAddress { get; init; }

    /// <summary>How often L1 and the ledger are looked at, in milliseconds.</summary>
    public int PollMilliseconds { get; init; } = 2000;

    /// <summary>How many L1 blocks a commit must have, its own included, for its blocks to be safe.</summary>
    public int SafeDepth { get; init; } = 1;

    /// <summary>The settings of the settler.</summary>
    public SettlementOptions ToSettlementOptions() => new() { PollInterval = TimeSpan.FromMilliseconds(PollMilliseconds), SafeDepth = (ulong)SafeDepth };
}
