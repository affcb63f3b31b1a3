using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Testing;

namespace Rollup.EndToEnd;

public sealed class ReconstructionTests
{
    [Fact]
    public async Task The_command_arrives_at_the_nodes_state_root_from_L1_alone_and_the_chain_continues_from_there()
    {
        await using LoadedStack loaded = await LoadedStack.StartAsync();
        await loaded.WaitUntilAsync("third batch", async () => (await ReadBatchAsync(loaded, 3)).ValueKind == JsonValueKind.Object);
        await loaded.AuditAsync();

        string printed = await CommandLine.RunAsync(
            "dotnet", [NodeProcess.Executable, "reconstruct", "--l1-url", loaded.Anvil.Url.ToString(), "--deployment", loaded.Stack.DeploymentFile, "--to-batch", "2"]);
        JsonElement rebuilt = JsonDocument.Parse(printed.Trim().Split('\n')[^1]).RootElement;
        JsonElement own = await ReadBatchAsync(loaded, 2);
        rebuilt.GetProperty("stateRoot").GetString().ShouldBe(own.GetProperty("stateRoot").GetString());

        await using var audit = new ChainAudit(loaded.Stack);
        await audit.CheckContinuationAsync(batch: 2);
    }

    private static Task<JsonElement> ReadBatchAsync(LoadedStack loaded, ulong number) =>
        loaded.Stack.Node.Rpc.SendAsync("rollup_getBatch", CancellationToken.None, number.ToQuantity());
}
