using Rollup.Kernel.Primitives;

namespace Rollup.Testing;

/// <summary>What a <see cref="RollupStack"/> consists of.</summary>
public sealed record StackOptions
{
    /// <summary>Accounts with a balance from the start, in wei.</summary>
    public IReadOnlyDictionary<Address, ulong> Allocation { get; init; } = new Dictionary<Address, ulong>();

    /// <summary>The gas limit of L2 blocks.</summary>
    public ulong BlockGasLimit { get; init; } = 60_000_000;

    /// <summary>Gas per second at which the base fee stays as it is, half of what a second holds; null for the default.</summary>
    public ulong? GasTargetPerSecond { get; init; }

    /// <summary>Whether PostgreSQL keeps every commit through a crash of its own.</summary>
    public bool Durable { get; init; }

    /// <summary>The size of the disk that PostgreSQL has for its tables; 0 for the common one.</summary>
    public int DiskMegabytes { get; init; }

    /// <summary>Settings of every node process, by the name of their environment variable.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
