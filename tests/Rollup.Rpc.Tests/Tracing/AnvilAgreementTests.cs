using System.Globalization;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Testing;

namespace Rollup.Rpc.Tests.Tracing;

/// <summary>
/// The same contracts and transactions here and on anvil, an independent implementation, by the rules of Osaka: results, errors, estimates, access
/// lists and traces agree field by field.
/// </summary>
public sealed class AnvilAgreementTests : IAsyncLifetime
{
    private const string Balance = "0xde0b6b3a7640000";

    private readonly TestSender _sender = new(1);
    private Anvil _anvil = null!;
    private TestChain _chain = null!;

    public async Task InitializeAsync()
    {
        _anvil = await Anvil.StartAsync(arguments: $"--chain-id {TestAccount.ChainId} --steps-tracing");
        TestContract[] contracts = [.. Scenarios.All.SelectMany(scenario => scenario.Contracts)];
        _chain = await TestChain.StartAsync(new(), contracts, (_sender.Address, HexFormat.ParseQuantity(Balance)));
        await _anvil.SendAsync("anvil_setBalance", _sender.Address.ToHex(), Balance);
        await _anvil.SendAsync("anvil_setCoinbase", TestChain.Config.FeeVault.ToHex());
        foreach (TestContract contract in contracts)
        {
            await _anvil.SendAsync("anvil_setCode", contract.Address.ToHex(), contract.Code.ToHex());
            await _anvil.SendAsync("anvil_setNonce", contract.Address.ToHex(), "0x1");
            await _anvil.SendAsync("anvil_setBalance", contract.Address.ToHex(), contract.Balance.ToQuantity());
            foreach ((U256 slot, U256 value) in contract.Storage)
                await _anvil.SendAsync("anvil_setStorageAt", contract.Address.ToHex(), slot.ToHex(), value.ToHex());
        }
    }

    public async Task DisposeAsync()
    {
        await _chain.DisposeAsync();
        await _anvil.DisposeAsync();
    }

    [Fact]
    public async Task Calls_estimates_access_lists_and_traces_are_the_same()
    {
        Difference differences = new();
        foreach (Scenario scenario in Scenarios.All)
        {
            differences.Scenario = scenario.Name;
            await CompareAsync(scenario, differences);
        }

        differences.IsEmpty.ShouldBeTrue(differences.ToString());
    }

    private async Task CompareAsync(Scenario scenario, Difference differences)
    {
        var call = new Dictionary<string, object?>
        {
            ["from"] = _sender.Address.ToHex(),
            ["to"] = scenario.IsCreation ? null : scenario.To.ToHex(),
            ["value"] = scenario.Value.ToQuantity(),
            ["input"] = scenario.Data.ToHex(),
            ["gas"] = scenario.Gas.ToQuantity(),
        };
        (string text, bool succeeds) = await CallAsync(call);
        differences.Compare("eth_call", text, await AnvilCallAsync(call));
        if (succeeds) // anvil answers with an error otherwise.
            differences.Compare("eth_createAccessList", await AccessListAsync(call), AccessList(await _anvil.SendAsync("eth_createAccessList", call, "latest")));

        call["gas"] = null;
        ulong gas = succeeds ? await EstimateAsync(scenario, call, differences) : scenario.Gas;
        byte[] transaction = _sender.Send(scenario.IsCreation ? null : scenario.To, scenario.Value, scenario.Data, gas);
        BlockRow block = await _chain.AddBlockAsync([transaction]);
        string hash = Keccak256.Hash(transaction).ToHex();
        await _anvil.SendAsync("anvil_setNextBlockBaseFeePerGas", block.BaseFee.ToQuantity());
        await _anvil.SendAsync("eth_sendRawTransaction", transaction.ToHex());
        await _anvil.WaitUntilMinedAsync();

        JsonElement receipt = await _chain.CallAsync("eth_getTransactionReceipt", $"\"{hash}\"");
        JsonElement theirs = await _anvil.SendAsync("eth_getTransactionReceipt", hash);
        if (succeeds)
            differences.Compare("status with the estimated gas", receipt.GetProperty("status").GetString()!, "0x1");
        foreach (string field in (string[])["status", "gasUsed", "effectiveGasPrice", "contractAddress", "logsBloom"])
            differences.Compare($"receipt {field}", receipt.GetProperty(field).ToString(), theirs.GetProperty(field).ToString());

        await CompareTraceAsync(differences, hash, new { tracer = "callTracer", tracerConfig = new { withLog = true } }, TraceText.Calls);
        await CompareTraceAsync(differences, hash, new { tracer = "callTracer", tracerConfig = new { onlyTopCall = true } }, TraceText.TopCall);
        await CompareTraceAsync(differences, hash, new { tracer = "prestateTracer" }, TraceText.Prestate);
        await CompareTraceAsync(differences, hash, new { tracer = "prestateTracer", tracerConfig = new { diffMode = true } }, TraceText.PrestateDifference);
        await CompareTraceAsync(differences, hash, new { enableMemory = true, enableReturnData = true }, TraceText.StructLogs);
    }

    private async Task CompareTraceAsync(Difference differences, string hash, object options, Func<JsonElement, string> describe)
    {
        string text = JsonSerializer.Serialize(options);
        string ours = describe(await _chain.CallAsync("debug_traceTransaction", $"\"{hash}\"", text));
        differences.Compare($"debug_traceTransaction {text}", ours, describe(await _anvil.SendAsync("debug_traceTransaction", hash, options)));
    }

    private async Task<(string Text, bool Succeeds)> CallAsync(Dictionary<string, object?> call)
    {
        JsonElement response = await _chain.SendAsync("eth_call", JsonSerializer.Serialize(call), "\"latest\"");
        return response.TryGetProperty("error", out JsonElement error)
            ? (DescribeError(error.GetProperty("code").GetInt32(), error.TryGetProperty("data", out JsonElement data) ? data.GetString() : null), false)
            : (response.GetProperty("result").GetString()!, true);
    }

    private async Task<string> AnvilCallAsync(Dictionary<string, object?> call)
    {
        try
        {
            return (await _anvil.SendAsync("eth_call", call, "latest")).GetString()!;
        }
        catch (L1RpcException exception)
        {
            return DescribeError(exception.Code, exception.RevertData?.ToHex());
        }
    }

    /// <summary>Codes of failures other than reverts differ from client to client.</summary>
    private static string DescribeError(int code, string? data) => code == 3 ? $"reverted with {data}" : "failed";

    private async Task<ulong> EstimateAsync(Scenario scenario, Dictionary<string, object?> call, Difference differences)
    {
        ulong ours = Number(await _chain.CallAsync("eth_estimateGas", JsonSerializer.Serialize(call)));
        ulong theirs = Number(await _anvil.SendAsync("eth_estimateGas", call));
        if ((ours > theirs * 102 / 100 && !scenario.UsesWhatItGets) || theirs > ours * 103 / 100)
            differences.Compare("eth_estimateGas", ours.ToString(CultureInfo.InvariantCulture), theirs.ToString(CultureInfo.InvariantCulture));
        return ours;
    }

    private async Task<string> AccessListAsync(Dictionary<string, object?> call) =>
        AccessList(await _chain.CallAsync("eth_createAccessList", JsonSerializer.Serialize(call), "\"latest\""));

    private static string AccessList(JsonElement result)
    {
        IEnumerable<string> entries = result.GetProperty("accessList").EnumerateArray()
            .Select(entry => entry.GetProperty("address").GetString() + ":" + string.Join(',', entry.GetProperty("storageKeys").EnumerateArray().Select(key => key.GetString()).Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal);
        return $"{string.Join(' ', entries)} {result.GetProperty("gasUsed").GetString()}";
    }

    private static ulong Number(JsonElement quantity) => HexFormat.ParseQuantity(quantity.GetString()!).L0;
}
