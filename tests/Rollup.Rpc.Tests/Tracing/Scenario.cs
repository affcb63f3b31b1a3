using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Tests.Tracing;

/// <summary>A transaction to run on both chains, and the contracts that it needs there.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Contracts">The contracts; the first one is called unless the transaction creates one.</param>
internal sealed record Scenario(string Name, params TestContract[] Contracts)
{
    /// <summary>The recipient.</summary>
    public Address To { get; init; } = Contracts.Length > 0 ? Contracts[0].Address : default;

    /// <summary>Whether the transaction creates a contract, of which <see cref="Data"/> is the init code.</summary>
    public bool IsCreation { get; init; }

    public byte[] Data { get; init; } = [];

    public U256 Value { get; init; }

    /// <summary>The gas limit of a transaction that fails; one that succeeds gets what was estimated.</summary>
    public ulong Gas { get; init; } = 400_000;

    /// <summary>Whether it uses more gas the more it gets, so that one limit is as good an estimate as another.</summary>
    public bool UsesWhatItGets { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
