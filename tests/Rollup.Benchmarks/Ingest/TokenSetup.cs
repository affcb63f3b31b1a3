using System.Globalization;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Testing;

namespace Rollup.Benchmarks.Ingest;

/// <summary>Deploys an ERC-20 on a running chain and gives its holders their balances, by ordinary transactions of one account.</summary>
internal static class TokenSetup
{
    private const ulong MaxFee = 20_000_000_000;
    private const ulong Supply = 1_000_000_000_000;
    private const ulong Share = 1_000_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>The account that deploys; it needs ether.</summary>
    public static TestAccount Deployer { get; } = new(0xde9107);

    /// <summary>The token, the same on every chain on which <see cref="Deployer"/> does nothing else.</summary>
    public static CompiledContract Contract { get; } = CompiledContract.Load("Token");

    /// <summary>Returns the token's address once every holder has some of it.</summary>
    public static async Task<Address> RunAsync(Uri url, ulong chainId, TestAccount[] holders)
    {
        using var stop = new CancellationTokenSource(Timeout);
        using var rpc = new JsonRpcClient(url);
        JsonElement created = await ExecuteAsync(rpc, Sign(chainId, 0, to: null, 2_000_000, [.. Contract.Creation, .. CompiledContract.Word(Supply)]), stop.Token);
        Address token = HexFormat.ParseAddress(created.GetProperty("contractAddress").GetString()!);
        using var client = new SubmissionClient();
        byte[][] transfers = [.. holders.Select((holder, i) => Sign(chainId, 1 + (ulong)i, token, 100_000, Contract.Call("transfer(address,uint256)", holder.Address.ToU256(), Share)))];
        foreach (byte[][] batch in transfers[..^1].Chunk(SignedLoad.BatchSize))
            _ = await client.SubmitAsync(url, SubmissionClient.Encode(batch), batch.Length, stop.Token);
        _ = await ExecuteAsync(rpc, transfers[^1], stop.Token);
        return token;
    }

    /// <summary>Fails unless the load's transfers have arrived at its first recipient.</summary>
    public static async Task CheckAsync(Uri url, Address token, SignedLoad load)
    {
        using var rpc = new JsonRpcClient(url);
        var call = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["to"] = token.ToHex(),
            ["data"] = Contract.Call("balanceOf(address)", SignedLoad.Recipient(0).ToU256()).ToHex(),
        };
        string balance = (await rpc.SendAsync("eth_call", CancellationToken.None, call, "latest")).GetString()!;
        int expected = (load.Transfers + SignedLoad.Recipients - 1) / SignedLoad.Recipients;
        if (U256.ReadBigEndian(HexFormat.ParseBytes(balance)) != (ulong)expected)
            throw new InvalidOperationException($"a recipient has {balance} units instead of {expected}: transfers failed");
    }

    private static byte[] Sign(ulong chainId, ulong nonce, Address? to, ulong gasLimit, byte[] data) => Deployer.Sign(new Transaction
    {
        Type = TransactionType.DynamicFee,
        HasChainId = true,
        ChainId = chainId,
        Nonce = nonce,
        MaxPriorityFeePerGas = 1_000,
        MaxFeePerGas = MaxFee,
        GasLimit = gasLimit,
        IsCreation = to is null,
        To = to ?? default,
        Data = data,
    });

    /// <summary>Submits a transaction and waits for its receipt, which must be one of success.</summary>
    private static async Task<JsonElement> ExecuteAsync(JsonRpcClient rpc, byte[] transaction, CancellationToken stop)
    {
        JsonElement hash = await rpc.SendAsync("eth_sendRawTransaction", stop, transaction.ToHex());
        while (true)
        {
            JsonElement receipt = await rpc.SendAsync("eth_getTransactionReceipt", stop, hash.GetString());
            if (receipt.ValueKind != JsonValueKind.Object)
            {
                await Task.Delay(20, stop);
                continue;
            }

            return receipt.GetProperty("status").GetString() == "0x1"
                ? receipt
                : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"transaction {hash} failed"));
        }
    }
}
