using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Execution.Blocks;
using Rollup.Execution.Parallel;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.StateTests.Differential;

/// <summary>
/// Runs a sequence on anvil, which must not mine by itself, and its blocks by the parallel executor, each on the state that the one before left.
/// </summary>
public sealed class SequenceComparison : IDisposable
{
    private const int Threads = 3;

    private static readonly U256 Balance = U256.One << 72;

    /// <summary>More than the transactions of a block can cost an account.</summary>
    private static readonly U256 MaxFees = U256.One << 66;

    private readonly Anvil _anvil;
    private readonly HashSet<Address> _genesis = [];
    private readonly CodeCache _codes = new(1 << 24);
    private readonly ParallelExecutor<Osaka, StateTestHost, NoPerturbation> _executor;

    /// <summary>A comparison with <paramref name="anvil"/>.</summary>
    public SequenceComparison(Anvil anvil)
    {
        _anvil = anvil;
        _executor = new ParallelExecutor<Osaka, StateTestHost, NoPerturbation>(default, _codes, Threads, default);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _executor.Dispose();
        _codes.Dispose();
    }

    /// <summary>What each did in the first block in which they differ, else in the last one.</summary>
    public async Task<(string Anvil, string Executor)> RunAsync(CallSequence sequence)
    {
        if (_genesis.Count == 0)
            _genesis.UnionWith((await ReadAccountsAsync()).Keys);
        JsonElement snapshot = await _anvil.SendAsync("evm_snapshot");
        (string, string) descriptions = await RunOnCleanStateAsync(sequence);
        await _anvil.SendAsync("evm_revert", snapshot.GetString());
        return descriptions;
    }

    private async Task<(string Anvil, string Executor)> RunOnCleanStateAsync(CallSequence sequence)
    {
        byte[][] addresses = [.. sequence.Codes.Select((_, i) => Keccak256.Hash(Encoding.UTF8.GetBytes($"{sequence.Name}, contract {i}")).AsSpan()[..Address.Size].ToArray())];
        Dictionary<Address, TestAccount> accounts = await PrepareAsync(sequence, addresses);
        var hashes = new Dictionary<ulong, Hash256>();
        (string Anvil, string Executor) descriptions = default;
        for (int i = 0; i < sequence.Blocks.Count && descriptions.Anvil == descriptions.Executor; i++)
        {
            BlockTransaction[] transactions = Sign(sequence.Blocks[i].Select(call => Resolve(call, addresses)), accounts);
            await RememberHashesAsync(hashes);
            JsonElement[] receipts = await MineAsync(transactions);
            JsonElement mined = await _anvil.SendAsync("eth_getBlockByNumber", "latest", false);
            EvmBlock block = AnvilJson.Block(mined);
            if (!accounts.ContainsKey(block.Coinbase))
                accounts[block.Coinbase] = new TestAccount { Balance = await BalanceAsync(block.Coinbase, block.Number - 1) };
            var state = new TestBaseState(accounts, hashes);
            BlockResult result = _executor.Execute(state, in block, transactions);
            accounts = state.After(result.Changes);
            descriptions = (await DescribeAsync(i, receipts), Describe(i, result, accounts));
        }

        return descriptions;
    }

    /// <summary>
    /// Signs the transactions of a block, except of accounts that cannot pay any more, and those whose nonce cannot be known in front of the block: their
    /// account runs code, which may create, or has signed an authorization in the block.
    /// </summary>
    private static BlockTransaction[] Sign(IEnumerable<SequenceCall> calls, Dictionary<Address, TestAccount> accounts)
    {
        ulong[] nonces = [.. Enumerable.Range(0, SequenceAccounts.Count).Select(account => accounts[SequenceAccounts.Address(account)].Nonce)];
        HashSet<int> unknown = [.. Enumerable.Range(0, SequenceAccounts.Count).Where(account => accounts[SequenceAccounts.Address(account)].Code.Length > 0)];
        List<BlockTransaction> transactions = [];
        foreach (SequenceCall call in calls)
        {
            bool hasFees = accounts[SequenceAccounts.Address(call.Sender)].Balance > MaxFees;
            if (!hasFees || (transactions.Count > 0 && unknown.Contains(call.Sender)))
                continue;
            transactions.Add(new BlockTransaction(SequenceAccounts.Sign(call, nonces), SequenceAccounts.Address(call.Sender)));
            unknown.UnionWith(call.Authorizations.Select(authorization => authorization.Authority));
        }

        return [.. transactions];
    }

    private async Task<Dictionary<Address, TestAccount>> PrepareAsync(CallSequence sequence, byte[][] addresses)
    {
        var accounts = new Dictionary<Address, TestAccount>();
        for (int i = 0; i < SequenceAccounts.Count; i++)
            accounts[SequenceAccounts.Address(i)] = new TestAccount { Balance = Balance };
        for (int i = 0; i < addresses.Length; i++)
        {
            byte[] code = DifferentialCase.Resolve(sequence.Codes[i], addresses);
            accounts[Address.FromSpan(addresses[i])] = new TestAccount { Code = code, Balance = 1_000 };
            await _anvil.SendAsync("anvil_setCode", addresses[i].ToHex(), code.ToHex());
        }

        foreach ((Address address, TestAccount account) in accounts)
            await _anvil.SendAsync("anvil_setBalance", address.ToHex(), account.Balance.ToQuantity());
        return accounts;
    }

    /// <summary>Fetches the hashes that BLOCKHASH can ask for in the next block.</summary>
    private async Task RememberHashesAsync(Dictionary<ulong, Hash256> hashes)
    {
        JsonElement latest = await _anvil.SendAsync("eth_getBlockByNumber", "latest", false);
        for (ulong number = AnvilJson.Number(latest, "number"); !hashes.ContainsKey(number); number--)
        {
            JsonElement block = await _anvil.SendAsync("eth_getBlockByNumber", number.ToQuantity(), false);
            hashes[number] = HexFormat.ParseHash256(block.GetProperty("hash").GetString()!);
            if (number == 0)
                break;
        }
    }

    private async Task<U256> BalanceAsync(Address address, ulong block) =>
        HexFormat.ParseQuantity((await _anvil.SendAsync("eth_getBalance", address.ToHex(), block.ToQuantity())).GetString()!);

    /// <summary>All transactions in one block, in order; their receipts.</summary>
    private async Task<JsonElement[]> MineAsync(BlockTransaction[] transactions)
    {
        List<string> hashes = [];
        foreach (BlockTransaction transaction in transactions)
            hashes.Add((await _anvil.SendAsync("eth_sendRawTransaction", transaction.Encoded.Span.ToHex())).GetString()!);
        await _anvil.SendAsync("evm_mine");
        var receipts = new JsonElement[hashes.Count];
        for (int i = 0; i < receipts.Length; i++)
        {
            receipts[i] = await _anvil.SendAsync("eth_getTransactionReceipt", hashes[i]);
            if (receipts[i].ValueKind != JsonValueKind.Object || AnvilJson.Number(receipts[i], "transactionIndex") != (ulong)i)
                throw new InvalidOperationException($"anvil did not mine transaction {i} in its place");
        }

        return receipts;
    }

    private async Task<string> DescribeAsync(int block, JsonElement[] receipts)
    {
        var text = new StringBuilder($"block {block}\n");
        foreach (JsonElement receipt in receipts)
        {
            JsonElement created = receipt.GetProperty("contractAddress");
            bool hasSucceeded = AnvilJson.Number(receipt, "status") == 1;
            text.AppendLine($"status {hasSucceeded} gas {AnvilJson.Number(receipt, "gasUsed")} {(hasSucceeded ? created.GetString() : null)}");
            text.Append(AnvilJson.Logs(receipt));
        }

        return text.Append(Describe(await ReadAccountsAsync())).ToString();
    }

    private static string Describe(int block, BlockResult result, Dictionary<Address, TestAccount> accounts)
    {
        var text = new StringBuilder($"block {block}\n");
        foreach (ExecutedTransaction executed in result.Transactions)
        {
            text.AppendLine($"status {executed.Result.Succeeded} gas {executed.Result.GasUsed} {(executed.Result.Created.IsZero ? null : executed.Result.Created.ToHex())}");
            text.Append(AnvilJson.Logs(executed.Logs.Span));
        }

        return text.Append(Describe(accounts)).ToString();
    }

    private static string Describe(Dictionary<Address, TestAccount> accounts)
    {
        var text = new StringBuilder();
        foreach ((Address address, TestAccount account) in accounts.OrderBy(entry => entry.Key))
        {
            IEnumerable<string> slots = account.Storage.Select(slot => $"{slot.Key.ToHex()}: {slot.Value.ToQuantity()}").Order(StringComparer.Ordinal);
            text.AppendLine($"{address.ToHex()} {account.Nonce} {account.Balance.ToQuantity()} {account.Code.ToHex()} {string.Join(' ', slots)}");
        }

        return text.ToString();
    }

    /// <summary>All accounts of anvil that are not there from the start; it also lists empty ones that were only looked at.</summary>
    private async Task<Dictionary<Address, TestAccount>> ReadAccountsAsync()
    {
        string dump = (await _anvil.SendAsync("anvil_dumpState")).GetString()!;
        await using var json = new GZipStream(new MemoryStream(HexFormat.ParseBytes(dump)), CompressionMode.Decompress);
        using JsonDocument state = await JsonDocument.ParseAsync(json);
        return TestAccounts.Parse(state.RootElement.GetProperty("accounts"))
            .Where(entry => !_genesis.Contains(entry.Key) && entry.Value is not { Nonce: 0, Balance.IsZero: true, Code.Length: 0 })
            .ToDictionary();
    }

    private static SequenceCall Resolve(SequenceCall call, byte[][] addresses) => call with
    {
        To = DifferentialCase.Resolve(call.To, addresses),
        Data = DifferentialCase.Resolve(call.Data, addresses),
        Authorizations = [.. call.Authorizations.Select(authorization => authorization with { Target = DifferentialCase.Resolve(authorization.Target, addresses) })],
    };
}
