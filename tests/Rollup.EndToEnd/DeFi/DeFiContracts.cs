using Rollup.Testing;

namespace Rollup.EndToEnd.DeFi;

/// <summary>The Solidity sources in this folder, compiled.</summary>
public sealed class DeFiContracts : IAsyncLifetime
{
    /// <summary>Where sources, artifacts and scripts are.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "tests/Rollup.EndToEnd/DeFi");

    /// <summary>The path of one of Foundry's programs.</summary>
    public static string Tool(string name) => Path.Combine(RepositoryRoot.Path, "ops/node_modules/.bin", name);

    /// <inheritdoc/>
    public Task InitializeAsync() => CommandLine.RunAsync(Tool("forge"), ["build"], folder: Folder);

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;
}
