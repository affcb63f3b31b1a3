using System.Globalization;
using Rollup.Ethereum.Hex;
using Rollup.Testing;

namespace Rollup.EndToEnd.Clients;

/// <summary>Unmodified clients against a running node. What they must find is in the scripts beside this file.</summary>
public sealed class ClientTests(ClientStack stack) : IClassFixture<ClientStack>
{
    [Fact]
    public async Task Ethers_transfers_reads_estimates_and_waits() => (await RunScriptAsync("ethers.mjs", account: 0)).ShouldEndWith("ok\n");

    [Fact]
    public async Task Viem_transfers_reads_estimates_and_waits() => (await RunScriptAsync("viem.mjs", account: 1)).ShouldEndWith("ok\n");

    [Fact]
    public async Task Ethers_is_told_of_blocks_events_and_pending_transactions_over_WebSocket() => (await RunScriptAsync("ethers-websocket.mjs", account: 3)).ShouldEndWith("ok\n");

    [Fact]
    public async Task Viem_is_told_of_blocks_events_and_pending_transactions_over_WebSocket_and_by_filters() => (await RunScriptAsync("viem-websocket.mjs", account: 4)).ShouldEndWith("ok\n");

    [Fact]
    public async Task Cast_transfers_reads_and_estimates()
    {
        TestAccount sender = ClientStack.Account(2);
        const string Recipient = "0x000000000000000000000000000000000000ca57";
        (await CastAsync("chain-id")).ShouldBe("84001");
        (await CastAsync("estimate", Recipient, "--value", "5", "--from", sender.Address.ToHex())).ShouldBe("21000");
        string hash = await CastAsync("send", Recipient, "--value", "5", "--private-key", sender.PrivateKey, "--async");
        (await CastAsync("receipt", hash, "status")).ShouldBe("true");
        (await CastAsync("receipt", hash, "gasUsed")).ShouldBe("21000");
        (await CastAsync("balance", Recipient)).ShouldBe("5");
        (await CastAsync("nonce", sender.Address.ToHex())).ShouldBe("1");
        await CastAsync("send", Recipient, "--value", "6", "--private-key", sender.PrivateKey, "--legacy");
        (await CastAsync("balance", Recipient)).ShouldBe("11");
        (await CastAsync("tx", hash, "nonce")).ShouldBe("0");
        (await CastAsync("gas-price")).ShouldNotBeEmpty();
        (await CastAsync("block", "finalized", "--field", "number")).ShouldBe("0");

        // One of the first blocks holds the deposit, a transaction of a type of its own.
        int height = int.Parse(await CastAsync("block-number"), CultureInfo.InvariantCulture);
        string blocks = "";
        for (int number = 0; number <= height; number++)
            blocks += await CastAsync("block", number.ToString(CultureInfo.InvariantCulture), "--full", "--json");
        blocks.ShouldContain("\"type\":\"0x7e\"");
    }

    private async Task<string> CastAsync(params string[] arguments) =>
        (await CommandLine.RunAsync(Path.Combine(RepositoryRoot.Path, "ops/node_modules/.bin/cast"), [.. arguments, "--rpc-url", stack.Url])).Trim();

    private Task<string> RunScriptAsync(string script, int account) => CommandLine.RunAsync(
        "node", [Path.Combine(RepositoryRoot.Path, "tests/Rollup.EndToEnd/Clients", script), stack.Url, ClientStack.Account(account).PrivateKey]);
}
