using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Testing;

namespace Rollup.StateTests.Differential;

/// <summary>Runs a case on anvil and on the kernel's EVM, in the same block, and describes what each did.</summary>
public sealed class AnvilComparison(Anvil anvil, EvmScenario scenario)
{
    private const ulong ContractBalance = 1000;
    private const string SenderBalance = "0x100000000000000000";
    private const int Slots = 0x14;

    private static readonly string[] SlotNames = [.. Enumerable.Range(0, Slots).Select(slot => $"0x{slot:x64}")];

    /// <summary>Both descriptions: status, gas, logs, and the accounts' nonces, balances, code and slots.</summary>
    public async Task<(string Anvil, string Kernel)> RunAsync(DifferentialCase test)
    {
        // Value sent to precompiles and to addresses out of thin air would be there in the next case.
        JsonElement snapshot = await anvil.SendAsync("evm_snapshot");
        (string Anvil, string Kernel) descriptions = await RunOnCleanStateAsync(test);
        await anvil.SendAsync("evm_revert", snapshot.GetString());
        return descriptions;
    }

    private async Task<(string Anvil, string Kernel)> RunOnCleanStateAsync(DifferentialCase test)
    {
        Address sender = AddressOf(test, "sender");
        Address[] contracts = [.. test.Codes.Select((_, i) => AddressOf(test, $"contract {i}"))];
        byte[][] addresses = [.. contracts.Select(contract => contract.AsSpan().ToArray())];
        await anvil.SendAsync("anvil_setBalance", sender.ToHex(), SenderBalance);
        for (int i = 0; i < contracts.Length; i++)
        {
            await anvil.SendAsync("anvil_setCode", contracts[i].ToHex(), test.Code(i, addresses).ToHex());
            await anvil.SendAsync("anvil_setBalance", contracts[i].ToHex(), Hex(ContractBalance));
        }

        await anvil.SendAsync("anvil_impersonateAccount", sender.ToHex());
        var transaction = new Dictionary<string, string>
        {
            ["from"] = sender.ToHex(),
            ["to"] = contracts[0].ToHex(),
            ["data"] = test.Data.ToHex(),
            ["value"] = Hex(test.Value),
            ["gas"] = Hex(test.GasLimit),
            ["maxFeePerGas"] = "0x12a05f2000",
            ["maxPriorityFeePerGas"] = "0x3b9aca00",
        };
        JsonElement hash = await anvil.SendAsync("eth_sendTransaction", transaction);
        JsonElement receipt = await ReceiptAsync(hash.GetString()!);
        JsonElement block = await anvil.SendAsync("eth_getBlockByHash", receipt.GetProperty("blockHash").GetString(), false);

        var theirs = new StringBuilder();
        theirs.AppendLine($"status {AnvilJson.Number(receipt, "status")} gas {AnvilJson.Number(receipt, "gasUsed")}");
        theirs.Append(AnvilJson.Logs(receipt));

        foreach (Address account in (Address[])[sender, .. contracts])
            theirs.AppendLine(Describe(await anvil.SendAsync("eth_getProof", account.ToHex(), SlotNames, "latest")));
        return (theirs.ToString(), RunKernel(test, sender, contracts, addresses, block, receipt));
    }

    private async Task<JsonElement> ReceiptAsync(string hash)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            JsonElement receipt = await anvil.SendAsync("eth_getTransactionReceipt", hash);
            if (receipt.ValueKind == JsonValueKind.Object)
                return receipt;
            await Task.Delay(2, deadline.Token);
        }
    }

    private string RunKernel(
        DifferentialCase test, Address sender, Address[] contracts, byte[][] addresses, JsonElement block, JsonElement receipt)
    {
        scenario.Accounts.Clear();
        scenario.Accounts[sender] = new TestAccount { Balance = U256.ReadBigEndian(Convert.FromHexString(SenderBalance[2..].PadLeft(64, '0'))) };
        for (int i = 0; i < contracts.Length; i++)
            scenario.Accounts[contracts[i]] = new TestAccount { Code = test.Code(i, addresses), Balance = ContractBalance };
        scenario.Block = AnvilJson.Block(block);
        ulong price = AnvilJson.Number(receipt, "effectiveGasPrice");
        EvmFault fault = scenario.Run(
            test.GasLimit, out EvmResult result, test.Data, gasPrice: price, tip: price - AnvilJson.Number(block, "baseFeePerGas"), sender: sender, to: contracts[0], value: test.Value);
        var ours = new StringBuilder();
        if (fault != EvmFault.None)
            ours.AppendLine($"fault {fault}");
        ours.AppendLine($"status {(result.Succeeded ? 1 : 0)} gas {result.GasUsed}");
        ours.Append(AnvilJson.Logs(scenario.Logs));
        foreach (Address account in (Address[])[sender, .. contracts])
            ours.AppendLine(Describe(scenario.After, account));
        scenario.After.Dispose();
        return ours.ToString();
    }

    private static string Describe(JsonElement proof)
    {
        IEnumerable<string> slots = proof.GetProperty("storageProof").EnumerateArray().Select(slot => Strip(slot.GetProperty("value").GetString()!));
        return $"{Strip(proof.GetProperty("nonce").GetString()!)} {Strip(proof.GetProperty("balance").GetString()!)} {proof.GetProperty("codeHash").GetString()} {string.Join(' ', slots)}";
    }

    private static string Describe(TestState state, Address address)
    {
        _ = state.TryGetAccount(in address, out AccountState account);
        IEnumerable<string> slots = Enumerable.Range(0, Slots).Select(slot =>
        {
            _ = state.TryGetSlot(in address, (ulong)slot, out U256 value);
            return Strip(value);
        });
        return $"{Strip(account.Nonce)} {Strip(account.Balance)} {account.CodeHash.ToHex()} {string.Join(' ', slots)}";
    }

    private static string Strip(U256 value) => Strip(Hash256.FromU256(value).ToHex());

    private static string Strip(string hex) => hex[2..].TrimStart('0');

    private static string Hex(ulong value) => $"0x{value:x}";

    private static Address AddressOf(DifferentialCase test, string role) =>
        Address.FromSpan(SHA256.HashData(Encoding.UTF8.GetBytes($"{role} of {test.Name}")));
}
