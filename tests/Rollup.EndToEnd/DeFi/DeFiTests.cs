using Rollup.EndToEnd.Clients;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.EndToEnd.DeFi;

/// <summary>
/// What the chain exists for, deployed and driven by unmodified tools: OpenZeppelin's tokens and governor, Uniswap V2 as published, a lending pool. What they must
/// find is in the scripts beside this file.
/// </summary>
public sealed class DeFiTests(ClientStack stack) : IClassFixture<ClientStack>, IClassFixture<DeFiContracts>
{
    [Fact]
    public async Task Ethers_trades_lends_liquidates_and_governs() => (await RunScriptAsync("ethers.mjs", account: 0)).ShouldEndWith("ok\n");

    [Fact]
    public async Task Viem_trades_and_delegates_its_account_to_a_contract() => (await RunScriptAsync("viem.mjs", account: 1)).ShouldEndWith("ok\n");

    [Fact]
    public async Task Forge_deploys_and_cast_calls()
    {
        string key = ClientStack.Account(2).PrivateKey;
        string owner = ClientStack.Account(2).Address.ToChecksum();
        string token = AddressAfter("Deployed to: ", await ForgeAsync("create", "Dollar", "--broadcast", "--private-key", key));
        (await CastAsync("call", token, "symbol()(string)")).ShouldBe("\"USD\"");
        (await CastAsync("code", token)).Length.ShouldBeGreaterThan(2_000);
        await CastAsync("send", token, "mint(address,uint256)", owner, "1000", "--private-key", key);
        string transfer = await CastAsync("send", token, "transfer(address,uint256)", "0x000000000000000000000000000000000000ca57", "10", "--private-key", key, "--async");
        (await CastAsync("receipt", transfer, "status")).ShouldBe("true");
        (await CastAsync("call", token, "balanceOf(address)(uint256)", owner)).ShouldBe("990");
        (await CastAsync("storage", token, "2")).ShouldBe("0x" + "3e8".PadLeft(64, '0'), "the total supply");
        (await CastAsync("logs", "--from-block", "0", "--address", token, "Transfer(address,address,uint256)")).ShouldContain(transfer);

        // A revert is explained, also by the trace of a call.
        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(
            () => CastAsync("call", token, "mint(address,uint256)", owner, "1", "--from", "0x000000000000000000000000000000000000ca57"));
        refused.Message.ShouldContain("0x3fd26f9e", customMessage: "NotIssuer(address)");
        (await CastAsync("access-list", token, "transfer(address,uint256)", owner, "1", "--from", owner)).ShouldContain(token, Case.Insensitive);
        (await CastAsync("rpc", "debug_traceTransaction", transfer, "{\"tracer\":\"callTracer\"}")).ShouldContain("\"type\":\"CALL\"");
        (await CastAsync("run", transfer)).ShouldContain("Transaction successfully executed.");
    }

    [Fact]
    public async Task A_replay_and_the_state_rebuilt_from_L1_agree_on_what_contracts_did()
    {
        string key = ClientStack.Account(2).PrivateKey;
        // Interest accrues by the second, and forge simulates all of the script in one.
        await ForgeAsync("script", "Lend", "--broadcast", "--slow", "--gas-estimate-multiplier", "200", "--private-key", key);
        string hash = await CastAsync("send", "--private-key", key, "--async", "--create", "0x600a600c600039600a6000f3602a60005260206000f3");
        string created = await CastAsync("receipt", hash, "contractAddress");
        (await CastAsync("call", created, "0x")).ShouldBe("0x" + "2a".PadLeft(64, '0'));

        HexFormat.TryParseHash256(hash, out Hash256 acknowledged).ShouldBeTrue();
        await using var audit = new ChainAudit(stack.Stack);
        await audit.CheckAsync([acknowledged]);
    }

    private static string AddressAfter(string label, string printed)
    {
        int start = printed.IndexOf(label, StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0, printed);
        return printed.Substring(start + label.Length, 42);
    }

    private async Task<string> CastAsync(string command, params string[] arguments) =>
        (await CommandLine.RunAsync(DeFiContracts.Tool("cast"), [command, "--rpc-url", stack.Url, .. arguments])).Trim();

    private Task<string> ForgeAsync(params string[] arguments) => CommandLine.RunAsync(
        DeFiContracts.Tool("forge"),
        [.. arguments, "--rpc-url", stack.Url],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["PRIVATE_KEY"] = ClientStack.Account(2).PrivateKey },
        DeFiContracts.Folder);

    private Task<string> RunScriptAsync(string script, int account) =>
        CommandLine.RunAsync("node", [Path.Combine(DeFiContracts.Folder, script), stack.Url, ClientStack.Account(account).PrivateKey]);
}
