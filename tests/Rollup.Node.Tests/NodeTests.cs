using System.Net;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;
using Rollup.Node.Commands;
using Rollup.Rpc.JsonRpc;
using Rollup.Testing;

namespace Rollup.Node.Tests;

/// <summary>Whole nodes in this process, on real databases.</summary>
public sealed class NodeTests : IAsyncLifetime
{
    private static readonly Address Bob = Address.FromU256(0xB0B);

    private readonly TestAccount _alice = new(1);
    private readonly TestAccount _poor = new(2);
    private TestDatabase _database = null!;
    private TemporaryFile _deployment = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _deployment = new TemporaryFile(TestDeployment.Create(_alice.Address).ToJsonString());
    }

    public async Task DisposeAsync()
    {
        _deployment.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_batch_of_transfers_is_accepted_executed_and_visible()
    {
        await using RunningNode node = await StartLeaderAsync();
        byte[][] transfers = [.. Enumerable.Range(0, 100).Select(nonce => _alice.Transfer((ulong)nonce, Bob, 3))];
        IReadOnlyList<JsonElement> answers = await node.SubmitAsync(transfers);
        answers.Select(answer => answer.GetProperty("result").GetString()).Distinct().Count().ShouldBe(100);
        JsonElement receipt = await node.ReceiptAsync(answers[^1].GetProperty("result").GetString()!);
        receipt.GetProperty("status").GetString().ShouldBe("0x1");
        (await node.CallAsync("eth_getBalance", Bob.ToHex(), "latest")).GetString().ShouldBe("0x12c");
        (await node.CallAsync("eth_getTransactionCount", _alice.Address.ToHex(), "latest")).GetString().ShouldBe("0x64");
        (await node.CallAsync("txpool_status")).ToString().ShouldBe("""{"pending":"0x0","queued":"0x0"}""");
        JsonElement status = await node.CallAsync("rollup_status");
        status.GetProperty("role").GetString().ShouldBe("sequencer");
        status.GetProperty("haltedReason").ValueKind.ShouldBe(JsonValueKind.Null);
        status.GetProperty("latestBlock").GetString().ShouldBe(receipt.GetProperty("blockNumber").GetString());
    }

    [Fact]
    public async Task The_pool_is_shown_by_sender_and_nonce()
    {
        await using RunningNode node = await StartLeaderAsync();
        await node.SubmitAsync([_alice.Transfer(2, Bob, 1), _alice.Transfer(3, Bob, 1)]);
        (await node.CallAsync("txpool_status")).ToString().ShouldBe("""{"pending":"0x0","queued":"0x2"}""");
        JsonElement queued = (await node.CallAsync("txpool_content")).GetProperty("queued").GetProperty(_alice.Address.ToChecksum());
        queued.GetProperty("2").GetProperty("nonce").GetString().ShouldBe("0x2");
        queued.GetProperty("3").GetProperty("blockHash").ValueKind.ShouldBe(JsonValueKind.Null);
        (await node.CallAsync("eth_getTransactionCount", _alice.Address.ToHex(), "pending")).GetString().ShouldBe("0x0");
    }

    [Fact]
    public async Task Each_bad_transaction_is_refused_with_what_to_do()
    {
        await using RunningNode node = await StartLeaderAsync();
        IReadOnlyList<JsonElement> first = await node.SubmitAsync([_alice.Transfer(0, Bob, 1)]);
        await node.ReceiptAsync(first[0].GetProperty("result").GetString()!);
        byte[] good = _alice.Transfer(1, Bob, 1);

        await Refused([0xC0, 0x01], RpcErrorCode.ServerError, "RLP");
        await Refused([], RpcErrorCode.ServerError, "typed transaction too short");
        await Refused([0x05, 0xC0], RpcErrorCode.ServerError, "transaction type not supported");
        await Refused(good[..^1], RpcErrorCode.ServerError, "RLP");
        await Refused(_alice.Transfer(1, Bob, 1, chainId: 1), RpcErrorCode.ServerError, "chain id");
        await Refused(HighS(good), RpcErrorCode.ServerError, "invalid transaction v, r, s values");
        await Refused(_alice.Transfer(0, Bob, 2), RpcErrorCode.ServerError, "nonce too low: next nonce 1, tx nonce 0");
        await Refused(_alice.Transfer(5_000, Bob, 2), RpcErrorCode.ServerError, "nonce too high");
        await Refused(_poor.Transfer(0, Bob, 1), RpcErrorCode.ServerError, "insufficient funds for gas * price + value");
        await Refused(_alice.Transfer(1, Bob, 1, maxFee: 10, tip: 1), RpcErrorCode.ServerError, "max fee per gas less than block base fee");
        await Refused(_alice.Transfer(1, Bob, 1, gas: 20_999), RpcErrorCode.ServerError, "intrinsic gas too low");
        await Refused(_alice.Transfer(1, Bob, 1, gas: 16_777_217), RpcErrorCode.ServerError, "gas limit");
        await Refused(_alice.Transfer(1, Bob, 1, maxFee: 5, tip: 6), RpcErrorCode.ServerError, "max priority fee per gas higher than max fee per gas");
        await Refused(Creation(new byte[49_153]), RpcErrorCode.ServerError, "max initcode size exceeded");
        (await node.RefusedAsync("eth_sendRawTransaction", "0x1")).ShouldBe((RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): expected data: 0x and an even number of hex digits"));
        (await node.RefusedAsync("eth_sendRawTransaction")).ShouldBe((RpcErrorCode.InvalidParams, "missing value for required argument 0 (transaction)"));
        (await node.RefusedAsync("eth_sendRawTransaction", "0x" + new string('0', 400_000))).ShouldBe((RpcErrorCode.InvalidParams, "invalid argument 0 (transaction): expected at most 131072 bytes, not 200000"));

        await node.CallAsync("eth_sendRawTransaction", good.ToHex());

        async Task Refused(byte[] transaction, int code, string message)
        {
            (int actualCode, string actualMessage) = await node.RefusedAsync("eth_sendRawTransaction", transaction.ToHex());
            actualCode.ShouldBe(code, actualMessage);
            actualMessage.ShouldContain(message, Case.Insensitive);
        }
    }

    [Fact]
    public async Task Random_and_damaged_transactions_are_refused_as_such()
    {
        await using RunningNode node = await StartLeaderAsync();
        byte[] good = _alice.Transfer(0, Bob, 1);
        Gen<byte[]> damaged = from position in Gen.Choose(0, good.Length - 1) from value in Gen.Choose(1, 255) select Damage(good, position, (byte)value);
        byte[][] transactions = [.. Gen.OneOf(ArbMap.Default.GeneratorFor<byte[]>(), damaged).Sample(300, 50)];
        foreach (JsonElement answer in await node.SubmitAsync(transactions))
        {
            // Damage to the signature or the amounts gives another signer, who has no money.
            answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(RpcErrorCode.ServerError);
            answer.GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task A_node_without_the_sequencer_follows_and_passes_submissions_on()
    {
        await using RunningNode leader = await StartLeaderAsync(("Roles", "sequencer"));
        await using RunningNode follower = await RunningNode.StartAsync(
            _database.ConnectionString, _deployment.Path, ("Roles", "rpc"), ("SequencerUrl", leader.Client.BaseAddress!.ToString()));
        (await follower.CallAsync("rollup_status")).GetProperty("role").GetString().ShouldBe("follower");

        IReadOnlyList<JsonElement> answers = await follower.SubmitAsync([_alice.Transfer(0, Bob, 7), _alice.Transfer(0, Bob, 7), _alice.Transfer(2, Bob, 7)]);
        string hash = answers[0].GetProperty("result").GetString()!;
        answers[1].GetProperty("error").GetProperty("message").GetString().ShouldBe("already known");
        (await follower.CallAsync("eth_getTransactionCount", _alice.Address.ToHex(), "pending")).GetString().ShouldBe("0x1");
        (await follower.ReceiptAsync(hash)).GetProperty("status").GetString().ShouldBe("0x1");
        (await follower.CallAsync("eth_getBalance", Bob.ToHex(), "latest")).GetString().ShouldBe("0x7");
        (await follower.CallAsync("txpool_status")).GetProperty("queued").GetString().ShouldBe("0x1");
        (await follower.CallAsync("eth_getTransactionByHash", answers[2].GetProperty("result").GetString()!)).GetProperty("blockHash").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_submission_can_wait_for_its_receipt_here_and_behind_another_node()
    {
        await using RunningNode leader = await StartLeaderAsync();
        await using RunningNode follower = await RunningNode.StartAsync(
            _database.ConnectionString, _deployment.Path, ("Roles", "rpc"), ("SequencerUrl", leader.Client.BaseAddress!.ToString()));
        JsonElement receipt = await leader.CallAsync("eth_sendRawTransactionSync", _alice.Transfer(0, Bob, 1).ToHex(), 10_000);
        receipt.GetProperty("status").GetString().ShouldBe("0x1");
        receipt = await follower.CallAsync("eth_sendRawTransactionSync", _alice.Transfer(1, Bob, 1).ToHex(), 10_000);
        receipt.GetProperty("status").GetString().ShouldBe("0x1");
        (await follower.CallAsync("eth_getBalance", Bob.ToHex(), receipt.GetProperty("blockNumber").GetString())).GetString().ShouldBe("0x2");
        (int code, string message) = await follower.RefusedAsync("eth_sendRawTransactionSync", _alice.Transfer(5, Bob, 1).ToHex());
        (code, message).ShouldBe((RpcErrorCode.Queued, "the transaction is in the pool, but waits for nonce 2; its own is 5"));
        (await follower.RefusedAsync("eth_sendRawTransactionSync", _alice.Transfer(0, Bob, 1).ToHex())).Message.ShouldStartWith("nonce too low");
    }

    [Fact]
    public async Task Filters_follow_the_chain_on_every_node_and_the_pool_where_it_is()
    {
        await using RunningNode leader = await StartLeaderAsync();
        await using RunningNode follower = await RunningNode.StartAsync(
            _database.ConnectionString, _deployment.Path, ("Roles", "rpc"), ("SequencerUrl", leader.Client.BaseAddress!.ToString()));
        string blocks = (await follower.CallAsync("eth_newBlockFilter")).GetString()!;
        string pending = (await leader.CallAsync("eth_newPendingTransactionFilter")).GetString()!;
        (await follower.RefusedAsync("eth_newPendingTransactionFilter")).Code.ShouldBe(RpcErrorCode.NotSupported);
        string hash = (await follower.SubmitAsync([_alice.Transfer(0, Bob, 7)]))[0].GetProperty("result").GetString()!;
        (await NextAsync(leader, pending)).ShouldBe(hash);
        (await NextAsync(follower, blocks)).ShouldBe((await leader.CallAsync("eth_getBlockByNumber", "0x1", false)).GetProperty("hash").GetString());

        static async Task<string?> NextAsync(RunningNode node, string filter)
        {
            JsonElement changes = await RunningNode.WaitAsync<JsonElement>(async () =>
            {
                JsonElement array = await node.CallAsync("eth_getFilterChanges", filter);
                return array.GetArrayLength() > 0 ? array : null;
            });
            return changes[0].GetString();
        }
    }

    [Fact]
    public async Task A_standby_refuses_submissions_until_it_takes_over()
    {
        RunningNode leader = await StartLeaderAsync();
        await using RunningNode standby = await RunningNode.StartAsync(_database.ConnectionString, _deployment.Path);
        (await standby.CallAsync("rollup_status")).GetProperty("role").GetString().ShouldBe("standby");
        (await standby.RefusedAsync("eth_sendRawTransaction", _alice.Transfer(0, Bob, 1).ToHex())).ShouldBe((RpcErrorCode.LimitExceeded, "no sequencer leads at the moment: try again in a moment"), "where the leader told nobody how to reach it");
        string first = (await leader.SubmitAsync([_alice.Transfer(0, Bob, 1)]))[0].GetProperty("result").GetString()!;
        (await standby.ReceiptAsync(first)).GetProperty("status").GetString().ShouldBe("0x1");

        await leader.DisposeAsync();
        await LeadingAsync(standby);
        string second = (await standby.SubmitAsync([_alice.Transfer(1, Bob, 1)]))[0].GetProperty("result").GetString()!;
        (await standby.ReceiptAsync(second)).GetProperty("status").GetString().ShouldBe("0x1");
        (await standby.CallAsync("eth_getBalance", Bob.ToHex(), "latest")).GetString().ShouldBe("0x2");
    }

    [Fact]
    public async Task Batches_are_sealed_and_a_message_gets_its_proof()
    {
        await using RunningNode node = await StartLeaderAsync(("Batch:MaxAgeSeconds", "1"));
        byte[] withdraw = [.. Kernel.Hashing.Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4], .. Hash256.FromU256(Bob.ToU256()).AsSpan()];
        string hash = (await node.SubmitAsync([_alice.Transfer(0, ProtocolConstants.Messenger, 5, gas: 100_000, data: withdraw)]))[0].GetProperty("result").GetString()!;
        await node.ReceiptAsync(hash);
        await RunningNode.WaitAsync(async () => (await node.CallAsync("rollup_status")).GetProperty("lastSealedBatch").GetString() == "0x1" ? true : (bool?)null);
        JsonElement proof = await node.CallAsync("rollup_getMessageProof", hash);
        proof.GetProperty("batchNumber").GetString().ShouldBe("0x1");
        proof.GetProperty("proof").GetArrayLength().ShouldBe(16);
        JsonElement batch = await node.CallAsync("rollup_getBatch", "0x1");
        batch.GetProperty("messageRoot").GetString().ShouldBe(proof.GetProperty("root").GetString());
        batch.GetProperty("status").GetString().ShouldBe("sealed");
    }

    [Fact]
    public async Task The_witnesses_of_sealed_batches_are_exported_and_nothing_else_is()
    {
        await using RunningNode node = await StartLeaderAsync(("Batch:MaxAgeSeconds", "1"));
        await node.SubmitAsync([_alice.Transfer(0, Bob, 3)]);
        await RunningNode.WaitAsync(async () => (await node.CallAsync("rollup_status")).GetProperty("lastSealedBatch").GetString() == "0x1" ? true : (bool?)null);
        string folder = Directory.CreateTempSubdirectory("rollup-witness-").FullName;
        try
        {
            string file = Path.Combine(folder, "w.bin");
            (await ExportAsync("1", file)).ShouldBe(0);
            byte[] witness = await File.ReadAllBytesAsync(file);
            witness.ShouldNotBeEmpty();
            (await ExportAsync("1", file, "--to", "1")).ShouldBe(0);
            (await File.ReadAllBytesAsync(Path.Combine(folder, "w-1.bin"))).ShouldBe(witness);
            File.Delete(file);
            (await ExportAsync("0", file)).ShouldBe(2);
            (await ExportAsync("999", file)).ShouldBe(2);
            (await ExportAsync("2", file, "--to", "1")).ShouldBe(2);
            File.Exists(file).ShouldBeFalse();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Task<int> ExportAsync(string batch, string path, params string[] more) =>
            WitnessCommand.Create().Parse(["--batch", batch, "--out", path, "--set", $"Database:ConnectionString={_database.ConnectionString}", .. more]).InvokeAsync();
    }

    [Fact]
    public async Task Load_balancers_and_browsers_are_served()
    {
        await using RunningNode node = await StartLeaderAsync();
        (await node.Client.GetStringAsync("/health")).ShouldBe("ok\n");
        (await node.Client.GetStringAsync("/ready")).ShouldBeOneOf("ready\n", "degraded\n"); // Its L1 cannot be read, which it may know already.

        using HttpRequestMessage preflight = new(HttpMethod.Options, "/");
        preflight.Headers.Add("Origin", "https://dapp.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type");
        using HttpResponseMessage response = await node.Client.SendAsync(preflight);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
    }

    [Fact]
    public async Task Another_chains_database_is_refused()
    {
        await using (RunningNode node = await StartLeaderAsync())
            (await node.CallAsync("eth_chainId")).GetString().ShouldBe("0x14821");
        using TemporaryFile other = new(TestDeployment.Create(_poor.Address).ToJsonString());
        await Should.ThrowAsync<Sequencer.Chain.WrongChainException>(() => RunningNode.StartAsync(_database.ConnectionString, other.Path));
    }

    private async Task<RunningNode> StartLeaderAsync(params (string Path, string Value)[] settings)
    {
        RunningNode node = await RunningNode.StartAsync(_database.ConnectionString, _deployment.Path, settings);
        await LeadingAsync(node);
        return node;
    }

    private static Task LeadingAsync(RunningNode node) => RunningNode.WaitAsync(async () =>
        (await node.CallAsync("rollup_status")).GetProperty("role").GetString() == "sequencer" ? true : (bool?)null);

    private byte[] Creation(byte[] initCode)
    {
        Transaction creation = new()
        {
            Type = TransactionType.DynamicFee,
            HasChainId = true,
            ChainId = TestAccount.ChainId,
            Nonce = 1,
            MaxFeePerGas = 2_000_000_000,
            GasLimit = 3_000_000,
            IsCreation = true,
            Data = initCode,
        };
        return _alice.Sign(in creation);
    }

    private static byte[] Damage(byte[] transaction, int position, byte change)
    {
        byte[] damaged = [.. transaction];
        damaged[position] ^= change;
        return damaged;
    }

    /// <summary>The same signature with n − s in place of s, which EIP-2 forbids.</summary>
    private static byte[] HighS(byte[] transaction)
    {
        byte[] order = Convert.FromHexString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
        byte[] changed = [.. transaction];
        U256 high = U256.ReadBigEndian(order) - U256.ReadBigEndian(transaction.AsSpan(transaction.Length - 32));
        high.WriteBigEndian(changed.AsSpan(changed.Length - 32));
        return changed;
    }
}
