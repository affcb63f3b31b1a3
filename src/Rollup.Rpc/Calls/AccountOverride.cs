using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Calls;

/// <summary>What a call pretends about one account; null leaves a part as it is.</summary>
internal sealed record AccountOverride
{
    /// <summary>In wei.</summary>
    public U256? Balance { get; init; }

    public ulong? Nonce { get; init; }

    public byte[]? Code { get; init; }

    /// <summary>All of the storage: other slots read as 0.</summary>
    public IReadOnlyDictionary<U256, U256>? Storage { get; init; }

    /// <summary>Single slots.</summary>
    public IReadOnlyDictionary<U256, U256>? StorageChanges { get; init; }
}
