using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Pool;
using Rollup.Sequencer.Pool;

namespace Rollup.Rpc.Tests.Pool;

/// <summary>How the pool's answers become JSON-RPC's.</summary>
public sealed class PoolMethodsTests
{
    [Theory]
    [InlineData(RejectionReason.Busy, RpcErrorCode.LimitExceeded)]
    [InlineData(RejectionReason.Unavailable, RpcErrorCode.LimitExceeded)]
    [InlineData(RejectionReason.PoolFull, RpcErrorCode.LimitExceeded)]
    [InlineData(RejectionReason.NonceTooLow, RpcErrorCode.ServerError)]
    [InlineData(RejectionReason.Invalid, RpcErrorCode.ServerError)]
    public async Task A_rejection_has_the_code_that_says_whether_to_try_again(RejectionReason reason, int code)
    {
        await using RpcTestServer server = await StartAsync(new FakePool(_ => SubmissionResult.Refused(new Rejection(reason, "because"))));
        JsonElement response = await server.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x01"]}""");
        response.GetProperty("error").ToString().ShouldBe($$"""{"code":{{code}},"message":"because"}""");
    }

    [Fact]
    public async Task A_batch_is_submitted_at_once_without_its_malformed_calls()
    {
        FakePool pool = new(raw => raw.Span[0] == 9
            ? SubmissionResult.Refused(new Rejection(RejectionReason.NonceTooLow, "nonce too low"))
            : SubmissionResult.Accepted(Hash256.FromU256(raw.Span[0]), Address.Zero));
        await using RpcTestServer server = await StartAsync(pool);
        JsonElement response = await server.PostAsync(
            """
            [{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x01"]},
             {"jsonrpc":"2.0","id":2,"method":"eth_sendRawTransaction","params":["0x1"]},
             {"jsonrpc":"2.0","id":3,"method":"eth_sendRawTransaction","params":["0x09"]},
             {"jsonrpc":"2.0","method":"eth_sendRawTransaction","params":["0x04"]},
             {"jsonrpc":"2.0","id":5,"method":"eth_sendRawTransaction","params":["0x05"]}]
            """);
        pool.Submissions.ShouldBe([4]);
        response.GetArrayLength().ShouldBe(4);
        response[0].GetProperty("result").GetString()!.ShouldEndWith("01");
        response[1].GetProperty("error").GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.InvalidParams);
        response[2].GetProperty("error").GetProperty("message").GetString().ShouldBe("nonce too low");
        response[3].GetProperty("id").GetInt32().ShouldBe(5);
        response[3].GetProperty("result").GetString()!.ShouldEndWith("05");
    }

    [Fact]
    public async Task A_pool_that_is_too_large_is_not_listed()
    {
        await using RpcTestServer server = await StartAsync(new FakePool(_ => default) { Content = [(Address.Zero, 0, [Large()])] });
        JsonElement response = await server.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"txpool_content"}""");
        response.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.LimitExceeded);
    }

    [Fact]
    public async Task The_pool_is_summed_up_and_shown_by_sender()
    {
        TestSender alice = new(1);
        PooledTransaction[] transactions = [Pooled(alice), Pooled(alice), Pooled(alice)];
        await using RpcTestServer server = await StartAsync(new FakePool(_ => default) { Content = [(alice.Address, 1, [transactions[0], transactions[2]])] });
        JsonElement summary = (await server.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"txpool_inspect"}""")).GetProperty("result");
        // The form of geth's documentation: "to: value wei + gas gas × price wei".
        summary.GetProperty("pending").GetProperty(alice.Address.ToChecksum()).GetProperty("0").GetString()
            .ShouldBe("0x0000000000000000000000000000000000000B0b: 1 wei + 21000 gas × 2000000000 wei");
        summary.GetProperty("queued").GetProperty(alice.Address.ToChecksum()).EnumerateObject().Single().Name.ShouldBe("2");
        JsonElement own = (await server.PostAsync($$"""{"jsonrpc":"2.0","id":1,"method":"txpool_contentFrom","params":["{{alice.Address.ToChecksum()}}"]}""")).GetProperty("result");
        own.GetProperty("pending").GetProperty("0").GetProperty("from").GetString().ShouldBe(alice.Address.ToHex());
        own.GetProperty("queued").GetProperty("2").GetProperty("blockHash").ValueKind.ShouldBe(JsonValueKind.Null);
        own = (await server.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"txpool_contentFrom","params":["0x0000000000000000000000000000000000000001"]}""")).GetProperty("result");
        own.ToString().ShouldBe("""{"pending":{},"queued":{}}""");
    }

    private static PooledTransaction Pooled(TestSender sender)
    {
        byte[] raw = sender.Transfer(Address.FromU256(0xB0B), 1);
        TransactionDecoder.Decode(raw, out SignedTransaction signed).ShouldBe(TransactionError.None);
        Transaction transaction = signed.Transaction;
        return new PooledTransaction(raw, default, sender.Address, in transaction, DateTimeOffset.UnixEpoch);
    }

    private static PooledTransaction Large() => new(new byte[5_000_000], default, default, default(Transaction), DateTimeOffset.UnixEpoch);

    private static Task<RpcTestServer> StartAsync(FakePool pool) => RpcTestServer.StartAsync(new PoolMethods(pool, new MempoolOptions(), new RpcLimits()).All);

    private sealed class FakePool(Func<ReadOnlyMemory<byte>, SubmissionResult> answer) : ITransactionPool
    {
        public List<int> Submissions { get; } = [];

        public IReadOnlyList<(Address Sender, ulong NextNonce, IReadOnlyList<PooledTransaction> Transactions)> Content { get; init; } = [];

        public ValueTask<IReadOnlyList<SubmissionResult>> SubmitManyAsync(IReadOnlyList<ReadOnlyMemory<byte>> transactions, CancellationToken cancellationToken)
        {
            Submissions.Add(transactions.Count);
            return ValueTask.FromResult<IReadOnlyList<SubmissionResult>>([.. transactions.Select(answer)]);
        }

        public ulong NextNonce(Address address) => 0;

        public MempoolStatus GetStatus() => default;

        public IReadOnlyList<(Address Sender, ulong NextNonce, IReadOnlyList<PooledTransaction> Transactions)> GetContent() => Content;
    }
}
