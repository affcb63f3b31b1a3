using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Tests.Pool;

/// <summary>eth_sendRawTransactionSync (EIP-7966). The test's pool says that every account's next nonce is 77.</summary>
public sealed class SyncSubmissionTests : IAsyncLifetime
{
    private static readonly U256 Ether = U256.One * 1_000_000_000_000_000_000UL;
    private static readonly Address Bob = Address.FromU256(0xB0B);

    private readonly TestSender _alice = new(1);
    private TestChain _chain = null!;

    public async Task InitializeAsync()
    {
        RpcLimits limits = new() { MaxConcurrentRequests = 2, MaxQueuedRequests = 2, InclusionTimeout = TimeSpan.FromSeconds(20), MaxInclusionTimeout = TimeSpan.FromSeconds(30), MaxInclusionWaits = 5, NonceGapPatience = TimeSpan.FromSeconds(3) };
        _chain = await TestChain.StartAsync(limits, (_alice.Address, Ether * 10));
    }

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task The_receipt_comes_with_the_block_that_holds_the_transaction()
    {
        byte[] transfer = _alice.Transfer(Bob, 1);
        Task<JsonElement> waiting = _chain.CallAsync("eth_sendRawTransactionSync", Data(transfer));
        await PendingAsync(transfer);
        waiting.IsCompleted.ShouldBeFalse();
        await _chain.AddBlockAsync([transfer]);
        JsonElement receipt = await waiting;
        receipt.ToString().ShouldBe((await _chain.CallAsync("eth_getTransactionReceipt", TestChain.Quoted(Keccak256.Hash(transfer)))).ToString());
        receipt.GetProperty("status").GetString().ShouldBe("0x1");
    }

    [Theory]
    [InlineData("50")]
    [InlineData("\"0x32\"")]
    public async Task Without_a_block_in_time_the_error_carries_the_hash(string timeout)
    {
        byte[] transfer = _alice.Transfer(Bob, 1);
        JsonElement error = await ErrorAsync(Data(transfer), timeout);
        error.GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.NotIncluded);
        error.GetProperty("message").GetString().ShouldBe("the transaction is in the pool, but no block held it within 50 ms");
        error.GetProperty("data").GetString().ShouldBe(Keccak256.Hash(transfer).ToHex());
    }

    [Fact]
    public async Task A_transaction_behind_a_missing_nonce_is_waited_for_only_as_long_as_the_nonce_may_still_come()
    {
        byte[] transfer = [];
        for (int nonce = 0; nonce <= 78; nonce++)
            transfer = _alice.Transfer(Bob, 1);
        JsonElement error = await ErrorAsync(Data(transfer));
        error.GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.Queued);
        error.GetProperty("message").GetString().ShouldBe("the transaction is in the pool, but waits for nonce 77; its own is 78");
        error.GetProperty("data").GetString().ShouldBe(Keccak256.Hash(transfer).ToHex());
    }

    [Fact]
    public async Task A_missing_nonce_that_comes_in_time_is_no_obstacle()
    {
        byte[][] transfers = [.. Enumerable.Range(0, 79).Select(_ => _alice.Transfer(Bob, 1))];
        Task<JsonElement> early = _chain.CallAsync("eth_sendRawTransactionSync", Data(transfers[^1]));
        await PendingAsync(transfers[^1]);
        await _chain.AddBlockAsync(transfers);
        (await early).GetProperty("transactionIndex").GetString().ShouldBe("0x4e");
    }

    [Fact]
    public async Task Waiting_calls_do_not_keep_others_from_being_answered_and_are_bounded()
    {
        byte[][] transfers = [.. Enumerable.Range(0, 5).Select(_ => _alice.Transfer(Bob, 1))];
        List<Task<JsonElement>> waiting = [];
        foreach (byte[] transfer in transfers)
        {
            waiting.Add(_chain.CallAsync("eth_sendRawTransactionSync", Data(transfer)));
            await PendingAsync(transfer); // Answered although more calls wait than requests may be worked on.
        }

        (await ErrorAsync(Data(_alice.Transfer(Bob, 1)))).GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.LimitExceeded);
        await _chain.AddBlockAsync(transfers);
        foreach (Task<JsonElement> call in waiting)
            (await call).GetProperty("blockNumber").GetString().ShouldBe("0x1");
    }

    [Fact]
    public async Task What_the_pool_refuses_is_refused_at_once()
    {
        JsonElement error = await ErrorAsync("\"0x00\"");
        error.GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.ServerError);
        error.GetProperty("message").GetString().ShouldBe("not a transaction");
        (await ErrorAsync("1")).GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.InvalidParams);
        (await ErrorAsync("\"0x00\"", "-1")).GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.InvalidParams);
    }

    private static string Data(byte[] transaction) => $"\"{transaction.ToHex()}\"";

    private async Task<JsonElement> ErrorAsync(params string[] parameters) => (await _chain.Server.PostAsync(
        $$"""{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransactionSync","params":[{{string.Join(',', parameters)}}]}""")).GetProperty("error");

    private async Task PendingAsync(byte[] transaction)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while ((await _chain.CallAsync("eth_getTransactionByHash", TestChain.Quoted(Keccak256.Hash(transaction)))).ValueKind == JsonValueKind.Null)
            await Task.Delay(10, patience.Token);
    }
}
