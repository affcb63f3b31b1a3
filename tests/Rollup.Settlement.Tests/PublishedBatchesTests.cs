using System.Text.Json.Nodes;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Settlement.Reconstruction;
using Rollup.Testing;

namespace Rollup.Settlement.Tests;

public sealed class PublishedBatchesTests : IAsyncLifetime
{
    private SettlementFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await SettlementFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Every_committed_batch_is_read_back_from_L1_alone()
    {
        BatchHeader[] headers = [await _fixture.SealAsync(), await _fixture.SealAsync(salt: 3)];
        await CommitAllAsync(2);
        List<PublishedBatch> read = await ReadAsync(_fixture.Anvil.Client);
        read.Select(batch => batch.Hash).ShouldBe(headers.Select(header => SettlementFixture.Hash(header)));
        read.Select(batch => batch.Header.StateRoot).ShouldBe(headers.Select(header => header.StateRoot));
        read[0].Data.ShouldBe([1, 1, 0]);
        read[1].Data.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_chain_without_batches_has_nothing_to_read() => (await ReadAsync(_fixture.Anvil.Client)).ShouldBeEmpty();

    [Fact]
    public async Task Of_a_batch_that_was_reverted_and_committed_anew_only_the_last_form_counts()
    {
        await _fixture.SealAsync(salt: 1);
        await CommitAllAsync(1);
        await _fixture.L1.CallAsync(new RevertBatchesFunction());
        await _fixture.UnsealAsync(1);
        await _fixture.SealAsync(salt: 2);
        await CommitAllAsync(1);
        (await ReadAsync(_fixture.Anvil.Client)).ShouldHaveSingleItem().Data.ShouldBe([1, 1, 2]);
    }

    [Fact]
    public async Task Batches_of_the_fallback_are_read_from_published_data_and_final_with_their_L1_block()
    {
        // What the fallback needs on L1: a verifier (any: this test is about where the data is) and a commit that nobody proves.
        await _fixture.Anvil.SendAsync("anvil_setCode", SettlementFixture.Verifier.ToHex(), "0x600160005260206000f3");
        await _fixture.SealAsync(salt: 1);
        await CommitAllAsync(1);
        await _fixture.Anvil.AdvanceTimeAsync(TimeSpan.FromDays(8));

        byte[] first = [1, 1, 9];
        byte[] second = [1, 2, 9];
        BatchHeader genesis = _fixture.L1.Genesis;
        BatchHeader one = SettlementFixture.Next(genesis, SettlementFixture.Hash(genesis), first);
        BatchHeader two = SettlementFixture.Next(one, SettlementFixture.Hash(one), second);
        await _fixture.L1.CallAsync(new PublishDataFunction { Data = first });
        await _fixture.L1.CallAsync(new PublishDataFunction { Data = second });
        await _fixture.L1.CallAsync(new CommitAndProveFunction { Headers = [BatchHeaderTuple.Of(one), BatchHeaderTuple.Of(two)] });

        // Proven, but not in a final L1 block yet; then it is.
        var tracker = new L1StateTracker(_fixture.Anvil.Client, _fixture.L1.Contract, safeDepth: 1);
        (await tracker.ReadAsync(CancellationToken.None)).FinalizedBatch.ShouldBe(0UL);
        await _fixture.Anvil.MineAsync(2);
        (await tracker.ReadAsync(CancellationToken.None)).FinalizedBatch.ShouldBe(2UL);

        List<PublishedBatch> read = await ReadAsync(_fixture.Anvil.Client);
        read.Select(batch => batch.Data).ShouldBe([first, second]);
        read[1].Hash.ShouldBe(SettlementFixture.Hash(two));
    }

    [Theory]
    [InlineData(4 + (7 * 32) + 31, "header")]
    [InlineData(4 + (17 * 32), "data")]
    public async Task Calldata_that_was_tampered_with_is_found_out(int position, string what)
    {
        await _fixture.SealAsync();
        await CommitAllAsync(1);
        using var upstream = new HttpClient();
        await using FakeJsonRpcServer liar = await FakeJsonRpcServer.StartAsync(async (request, _) =>
        {
            using HttpResponseMessage response = await upstream.PostAsync(
                _fixture.Anvil.Url, new StringContent(request.GetRawText(), System.Text.Encoding.UTF8, "application/json"));
            JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            if (request.GetProperty("method").GetString() == "eth_getTransactionByHash")
            {
                byte[] input = HexFormat.ParseBytes(answer["result"]!["input"]!.GetValue<string>());
                input[position] ^= 1;
                answer["result"]!["input"] = input.ToHex();
            }

            return (200, answer.ToJsonString());
        });
        using var rpc = new JsonRpcClient(liar.Url);
        ReconstructionException error = await Should.ThrowAsync<ReconstructionException>(() => ReadAsync(new L1Client(rpc)));
        error.Batch.ShouldBe(1UL);
        error.Message.ShouldContain(what);
    }

    private async Task CommitAllAsync(ulong last)
    {
        BatchCommitter committer = _fixture.NewCommitter();
        while (await _fixture.CommittedAsync() < last)
            await committer.StepAsync(CancellationToken.None);
    }

    private async Task<List<PublishedBatch>> ReadAsync(L1Client client)
    {
        var contract = new RollupContract(client, _fixture.L1.Contract.Address, deployedAtBlock: 0);
        var read = new List<PublishedBatch>();
        await foreach (PublishedBatch batch in new PublishedBatches(client, contract).ReadAsync(L1BlockTag.Latest, CancellationToken.None))
            read.Add(batch);
        return read;
    }
}
