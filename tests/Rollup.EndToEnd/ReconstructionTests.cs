using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Testing;

namespace Rollup.EndToEnd;

public sealed class ReconstructionTests
{
    private const int LimitExceeded = -32005;

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

    [Fact]
    public async Task An_empty_database_does_not_lead_where_L1_has_batches_and_the_chain_rebuilt_into_it_goes_on()
    {
        TestAccount sender = TestStacks.Accounts(1)[0];
        await using RollupStack stack = await TestStacks.StartAsync([sender]);
        NodeProcess first = await stack.StartNodeAsync();
        using var client = new SubmissionClient();
        for (ulong nonce = 0; nonce < 3; nonce++)
            await SubmitAsync(client, first, sender.Transfer(nonce, RollupOnL1.FeeVault, 1));
        await using (var audit = new ChainAudit(stack))
            await audit.SettleAsync();
        await first.KillAsync();

        // The database is lost, and an empty one is in its place.
        await using PostgresServer other = await PostgresServer.StartAsync();
        (string, string) database = ("ROLLUP_Database__ConnectionString", other.ConnectionString());
        NodeProcess second = stack.LaunchNode(null, database);
        (int Status, string Text) readiness = (0, "");
        await UntilAsync(async () => (readiness = await second.ReadReadinessAsync()).Text.Contains("which this database does not hold", StringComparison.Ordinal), () => readiness.Text);
        readiness.Status.ShouldBe(503);
        JsonElement status = await second.Rpc.SendAsync("rollup_status", CancellationToken.None);
        status.GetProperty("latestBlock").GetString().ShouldBe("0x0", "it builds nothing");
        status.GetProperty("haltedReason").GetString()!.ShouldContain("ops/README.md");
        await second.KillAsync();

        string printed = await CommandLine.RunAsync(
            "dotnet",
            [
                NodeProcess.Executable, "reconstruct", "--l1-url", stack.L1.Anvil.Url.ToString(), "--deployment", stack.DeploymentFile,
                "--into-database", "--set", $"Database:ConnectionString={other.ConnectionString()}",
            ]);
        JsonElement rebuilt = JsonDocument.Parse(printed.Trim().Split('\n')[^1]).RootElement;

        NodeProcess third = await stack.StartNodeAsync(null, database);
        JsonElement last = await third.Rpc.SendAsync("rollup_getBatch", CancellationToken.None, rebuilt.GetProperty("batch").GetUInt64().ToQuantity());
        last.GetProperty("stateRoot").GetString().ShouldBe(rebuilt.GetProperty("stateRoot").GetString());
        await SubmitAsync(client, third, sender.Transfer(3, RollupOnL1.FeeVault, 1));
        ulong more = rebuilt.GetProperty("batch").GetUInt64() + 1;
        await UntilAsync(
            async () => await stack.L1.Contract.LastCommittedBatchAsync(Ethereum.Chain.L1BlockTag.Latest, CancellationToken.None) >= more, () => third.LogEnd());
        (await third.Rpc.SendAsync("eth_getTransactionCount", CancellationToken.None, sender.Address.ToHex(), "latest")).GetString().ShouldBe("0x4");
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task An_older_copy_of_the_database_does_not_lead_and_takes_nothing_from_L1()
    {
        TestAccount sender = TestStacks.Accounts(1)[0];
        await using RollupStack stack = await TestStacks.StartAsync([sender]);
        NodeProcess node = await stack.StartNodeAsync();
        using var client = new SubmissionClient();
        await SubmitAsync(client, node, sender.Transfer(0, RollupOnL1.FeeVault, 1));
        await using (var audit = new ChainAudit(stack))
            await audit.SettleAsync();
        await node.KillAsync();
        await using TestDatabase backup = await TestDatabase.CopyAsync(stack.Postgres, "postgres");

        NodeProcess again = await stack.StartNodeAsync();
        await SubmitAsync(client, again, sender.Transfer(1, RollupOnL1.FeeVault, 1));
        await using (var audit = new ChainAudit(stack))
            await audit.SettleAsync();
        await again.KillAsync();

        NodeProcess restored = stack.LaunchNode(null, ("ROLLUP_Database__ConnectionString", backup.ConnectionString));
        (int Status, string Text) readiness = (0, "");
        await UntilAsync(async () => (readiness = await restored.ReadReadinessAsync()).Text.Contains("which this database does not hold", StringComparison.Ordinal), () => readiness.Text);
        readiness.Status.ShouldBe(503);
        string height = (await restored.Rpc.SendAsync("eth_blockNumber", CancellationToken.None)).GetString()!;
        await stack.L1.SendDepositAsync(RollupOnL1.FeeVault, 1);
        await Task.Delay(TimeSpan.FromSeconds(5));
        (await restored.Rpc.SendAsync("eth_blockNumber", CancellationToken.None)).GetString().ShouldBe(height, "it builds nothing");
    }

    /// <summary>Submits, again while the node has just come up and does not lead yet.</summary>
    private static Task SubmitAsync(SubmissionClient client, NodeProcess node, byte[] transaction)
    {
        SubmissionReply reply = default;
        return UntilAsync(
            async () =>
            {
                reply = (await client.SubmitAsync(node.Url, SubmissionClient.Encode([transaction]), 1, CancellationToken.None))[0];
                (reply.Hash is null && reply.Code != LimitExceeded).ShouldBeFalse(reply.Message);
                return reply.Hash is not null;
            },
            () => reply.Message);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, Func<string> describe)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException(describe());
            await Task.Delay(100);
        }
    }

    private static Task<JsonElement> ReadBatchAsync(LoadedStack loaded, ulong number) =>
        loaded.Stack.Node.Rpc.SendAsync("rollup_getBatch", CancellationToken.None, number.ToQuantity());
}
