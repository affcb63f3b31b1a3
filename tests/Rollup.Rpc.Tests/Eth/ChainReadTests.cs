using System.Numerics;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Testing;

namespace Rollup.Rpc.Tests.Eth;

/// <summary>The methods that read the chain, against a ledger in PostgreSQL: the shapes of the execution API and its nulls.</summary>
public sealed class ChainReadTests : IAsyncLifetime
{
    private static readonly U256 Ether = U256.One * 1_000_000_000_000_000_000UL;
    private static readonly Address Bob = Address.FromU256(0xB0B);

    private readonly TestSender _alice = new(1);
    private TestChain _chain = null!;

    public async Task InitializeAsync() => _chain = await TestChain.StartAsync((_alice.Address, Ether * 10));

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task The_chain_says_what_it_is()
    {
        (await Text("eth_chainId")).ShouldBe("0x14821");
        (await Text("net_version")).ShouldBe("84001");
        (await Text("eth_blockNumber")).ShouldBe("0x0");
        (await Text("web3_clientVersion")).ShouldStartWith("Rollup/v0.1/");
        (await _chain.CallAsync("eth_syncing")).ValueKind.ShouldBe(JsonValueKind.False);
        (await _chain.CallAsync("eth_accounts")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_network_and_the_rules_are_told()
    {
        (await _chain.CallAsync("net_listening")).ValueKind.ShouldBe(JsonValueKind.True);
        (await Text("net_peerCount")).ShouldBe("0x0");
        (await Text("web3_sha3", "\"0x68656c6c6f20776f726c64\"")).ShouldBe("0x47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad"); // The specification's example.
        (await Text("eth_blobBaseFee")).ShouldBe("0x1");
        (await Text("eth_baseFee")).ShouldBe((await _chain.CallAsync("eth_feeHistory", "1", "\"latest\"", "[]")).GetProperty("baseFeePerGas")[1].GetString());
        JsonElement rules = (await _chain.CallAsync("eth_config")).GetProperty("current");
        Value(rules, "chainId").ShouldBe("0x14821");
        rules.GetProperty("precompiles").GetProperty("P256VERIFY").GetString().ShouldBe("0x0000000000000000000000000000000000000100");
        rules.GetProperty("precompiles").EnumerateObject().Select(entry => entry.Name).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        Value(rules, "forkId").Length.ShouldBe(10);
    }

    [Fact]
    public async Task The_pending_block_follows_the_newest_and_has_no_hash_yet()
    {
        BlockRow block = await _chain.AddBlockAsync([_alice.Transfer(Bob, 5)]);
        JsonElement json = await _chain.CallAsync("eth_getBlockByNumber", "\"pending\"", "true");
        Value(json, "number").ShouldBe("0x2");
        Value(json, "parentHash").ShouldBe(block.Hash.ToHex());
        json.GetProperty("transactions").GetArrayLength().ShouldBe(0);
        foreach (string field in (string[])["hash", "miner", "nonce"]) // As in geth.
            json.GetProperty(field).ValueKind.ShouldBe(JsonValueKind.Null);
        (await Text("eth_getBlockTransactionCountByNumber", "\"pending\"")).ShouldBe("0x0");
        (await Text("eth_getUncleCountByBlockNumber", "\"latest\"")).ShouldBe("0x0");
    }

    [Fact]
    public async Task Blocks_transactions_and_receipts_are_told_in_Ethereums_encoding()
    {
        byte[] transfer = _alice.Transfer(Bob, 5);
        byte[] withdrawal = _alice.Send(ProtocolConstants.Messenger, 7, [.. Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4], .. new byte[12], .. Bob.AsSpan()], 100_000);
        BlockRow block = await _chain.AddBlockAsync([transfer, withdrawal]);
        byte[] raw = HexFormat.ParseBytes(await Text("debug_getRawBlock", "\"0x1\""));
        CheckEncoding(raw, block, [transfer, withdrawal]);
        (await Text("debug_getRawHeader", "\"0x1\"")).ShouldBe(((byte[])[.. block.Header.Span]).ToHex());
        string hash = TestChain.Quoted(Keccak256.Hash(withdrawal));
        foreach (string method in (string[])["eth_getRawTransactionByHash", "debug_getRawTransaction"])
            (await Text(method, hash)).ShouldBe(withdrawal.ToHex());
        (await Text("eth_getRawTransactionByBlockNumberAndIndex", "\"0x1\"", "\"0x1\"")).ShouldBe(withdrawal.ToHex());
        (await Text("eth_getRawTransactionByBlockHashAndIndex", TestChain.Quoted(block.Hash), "\"0x2\"")).ShouldBe("0x");

        // What a receipt's encoding says is what its JSON says.
        JsonElement receipt = await _chain.CallAsync("eth_getTransactionReceipt", hash);
        byte[] encoded = HexFormat.ParseBytes((await _chain.CallAsync("debug_getRawReceipts", "\"0x1\""))[1].GetString()!);
        CheckReceipt(encoded, receipt);
    }

    private static void CheckEncoding(byte[] raw, BlockRow block, byte[][] transactions)
    {
        new RlpReader(raw).ReadList(out RlpReader parts).ShouldBe(RlpError.None);
        parts.ReadRaw(out ReadOnlySpan<byte> header).ShouldBe(RlpError.None);
        Keccak256.Hash(header).ShouldBe(block.Hash);
        parts.ReadList(out RlpReader items).ShouldBe(RlpError.None);
        foreach (byte[] transaction in transactions)
        {
            items.ReadBytes(out ReadOnlySpan<byte> item).ShouldBe(RlpError.None);
            item.ToArray().ShouldBe(transaction);
        }

        items.IsAtEnd.ShouldBeTrue();
        parts.Rest.ToArray().ShouldBe([0xC0, 0xC0]);
    }

    private static void CheckReceipt(byte[] encoded, JsonElement receipt)
    {
        encoded[0].ShouldBe((byte)2);
        new RlpReader(encoded.AsSpan(1)).ReadList(out RlpReader fields).ShouldBe(RlpError.None);
        fields.ReadUInt64(out ulong status).ShouldBe(RlpError.None);
        fields.ReadUInt64(out ulong gas).ShouldBe(RlpError.None);
        fields.ReadBytes(out ReadOnlySpan<byte> bloom).ShouldBe(RlpError.None);
        fields.ReadList(out RlpReader logs).ShouldBe(RlpError.None);
        logs.ReadList(out RlpReader log).ShouldBe(RlpError.None);
        log.ReadAddress(out Address address).ShouldBe(RlpError.None);
        log.ReadList(out RlpReader topics).ShouldBe(RlpError.None);
        topics.ReadHash256(out Hash256 topic).ShouldBe(RlpError.None);
        log.ReadBytes(out ReadOnlySpan<byte> data).ShouldBe(RlpError.None);
        (status, gas.ToQuantity(), bloom.ToArray().ToHex()).ShouldBe((1UL, Value(receipt, "cumulativeGasUsed"), Value(receipt, "logsBloom")));
        JsonElement shown = receipt.GetProperty("logs")[0];
        (address.ToHex(), topic.ToHex(), data.ToArray().ToHex()).ShouldBe((Value(shown, "address"), shown.GetProperty("topics")[0].GetString(), Value(shown, "data")));
    }

    [Fact]
    public async Task A_block_has_the_fields_of_the_execution_API()
    {
        byte[] transfer = _alice.Transfer(Bob, 5);
        BlockRow block = await _chain.AddBlockAsync([transfer]);
        JsonElement json = await _chain.CallAsync("eth_getBlockByNumber", "\"latest\"", "false");
        json.EnumerateObject().Select(property => property.Name).Order().ShouldBe(
        [
            "baseFeePerGas", "blobGasUsed", "difficulty", "excessBlobGas", "extraData", "gasLimit", "gasUsed", "hash", "logsBloom", "miner",
            "mixHash", "nonce", "number", "parentBeaconBlockRoot", "parentHash", "receiptsRoot", "requestsHash", "sha3Uncles", "size", "stateRoot",
            "timestamp", "totalDifficulty", "transactions", "transactionsRoot", "uncles", "withdrawals", "withdrawalsRoot",
        ]);
        Value(json, "hash").ShouldBe(block.Hash.ToHex());
        Value(json, "number").ShouldBe("0x1");
        Value(json, "gasUsed").ShouldBe("0x5208");
        Value(json, "gasLimit").ShouldBe("0x3938700");
        Value(json, "timestamp").ShouldBe("0x6b49d201");
        Value(json, "difficulty").ShouldBe("0x0");
        Value(json, "totalDifficulty").ShouldBe("0x0");
        Value(json, "extraData").ShouldBe("0x0000000000005208000000000501bd00");
        Value(json, "nonce").ShouldBe("0x0000000000000000");
        Value(json, "miner").ShouldBe("0x0000000000000000000000000000000000000fee");
        Value(json, "logsBloom").ShouldBe("0x" + new string('0', 512));
        Value(json, "size").ShouldBe("0x" + (((await Text("debug_getRawBlock", "\"latest\"")).Length - 2) / 2).ToString("x"));
        json.GetProperty("uncles").GetArrayLength().ShouldBe(0);
        json.GetProperty("withdrawals").GetArrayLength().ShouldBe(0);
        json.GetProperty("transactions")[0].GetString().ShouldBe(Keccak256.Hash(transfer).ToHex());
    }

    [Fact]
    public async Task The_hash_of_a_block_is_that_of_its_fields()
    {
        BlockRow block = await _chain.AddBlockAsync([_alice.Transfer(Bob, 5)]);
        JsonElement json = await _chain.CallAsync("eth_getBlockByHash", TestChain.Quoted(block.Hash), "false");
        string[] order =
        [
            "parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "difficulty", "number", "gasLimit", "gasUsed",
            "timestamp", "extraData", "mixHash", "nonce", "baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas", "parentBeaconBlockRoot", "requestsHash",
        ];
        string[] quantities = ["difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas", "blobGasUsed", "excessBlobGas"];
        IEnumerable<byte[]> fields = order.Select(name => quantities.Contains(name) ? Minimal(Value(json, name)) : HexFormat.ParseBytes(Value(json, name)));
        Keccak256.Hash(RlpList(fields)).ShouldBe(block.Hash);
    }

    [Fact]
    public async Task Blocks_are_found_by_tag_number_and_hash_and_unknown_ones_are_null()
    {
        BlockRow first = await _chain.AddBlockAsync([]);
        BlockRow second = await _chain.AddBlockAsync([_alice.Transfer(Bob, 1), _alice.Transfer(Bob, 2)]);
        _chain.Safe = 1;
        (await Number("\"earliest\"")).ShouldBe("0x0");
        (await Number("\"latest\"")).ShouldBe("0x2");
        (await Number("\"pending\"")).ShouldBe("0x3");
        (await Number("\"safe\"")).ShouldBe("0x1");
        (await Number("\"finalized\"")).ShouldBe("0x0");
        (await Number("\"0x1\"")).ShouldBe("0x1");
        Value(await _chain.CallAsync("eth_getBlockByHash", TestChain.Quoted(first.Hash), "true"), "number").ShouldBe("0x1");

        (await _chain.CallAsync("eth_getBlockByNumber", "\"0x3\"", "false")).ValueKind.ShouldBe(JsonValueKind.Null);
        (await _chain.CallAsync("eth_getBlockByHash", TestChain.Quoted(Hash256.FromU256(1)), "false")).ValueKind.ShouldBe(JsonValueKind.Null);
        (await Text("eth_getBlockTransactionCountByNumber", "\"0x2\"")).ShouldBe("0x2");
        (await Text("eth_getBlockTransactionCountByHash", TestChain.Quoted(second.Hash))).ShouldBe("0x2");
        (await _chain.CallAsync("eth_getBlockTransactionCountByNumber", "\"0x9\"")).ValueKind.ShouldBe(JsonValueKind.Null);

        async Task<string> Number(string block) => Value(await _chain.CallAsync("eth_getBlockByNumber", block, "false"), "number");
    }

    [Fact]
    public async Task A_dynamic_fee_transaction_in_a_block_is_complete()
    {
        byte[] transfer = _alice.Transfer(Bob, 5, data: [1, 2], gas: 30_000);
        BlockRow block = await _chain.AddBlockAsync([transfer]);
        string hash = TestChain.Quoted(Keccak256.Hash(transfer));
        JsonElement json = await _chain.CallAsync("eth_getTransactionByHash", hash);
        json.EnumerateObject().Select(property => property.Name).Order().ShouldBe(
        [
            "accessList", "blockHash", "blockNumber", "blockTimestamp", "chainId", "from", "gas", "gasPrice", "hash", "input", "maxFeePerGas", "maxPriorityFeePerGas", "nonce", "r", "s", "to",
            "transactionIndex", "type", "v", "value", "yParity",
        ]);
        Value(json, "blockHash").ShouldBe(block.Hash.ToHex());
        Value(json, "blockNumber").ShouldBe("0x1");
        Value(json, "transactionIndex").ShouldBe("0x0");
        Value(json, "type").ShouldBe("0x2");
        Value(json, "nonce").ShouldBe("0x0");
        Value(json, "from").ShouldBe(_alice.Address.ToHex());
        Value(json, "to").ShouldBe(Bob.ToHex());
        Value(json, "value").ShouldBe("0x5");
        Value(json, "input").ShouldBe("0x0102");
        Value(json, "gas").ShouldBe("0x7530");
        Value(json, "maxFeePerGas").ShouldBe("0x77359400");
        Value(json, "maxPriorityFeePerGas").ShouldBe("0xf4240");
        Value(json, "gasPrice").ShouldBe((block.BaseFee + 1_000_000).ToQuantity());
        Value(json, "v").ShouldBe(Value(json, "yParity"));
        json.GetProperty("accessList").GetArrayLength().ShouldBe(0);

        (await _chain.CallAsync("eth_getTransactionByBlockNumberAndIndex", "\"0x1\"", "\"0x0\"")).ToString().ShouldBe(json.ToString());
        (await _chain.CallAsync("eth_getTransactionByBlockHashAndIndex", TestChain.Quoted(block.Hash), "\"0x0\"")).ToString().ShouldBe(json.ToString());
        (await _chain.CallAsync("eth_getBlockByNumber", "\"0x1\"", "true")).GetProperty("transactions")[0].ToString().ShouldBe(json.ToString());
        (await _chain.CallAsync("eth_getTransactionByBlockNumberAndIndex", "\"0x1\"", "\"0x1\"")).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Legacy_transactions_show_v_as_signed_and_no_fields_of_later_types()
    {
        byte[] withChainId = _alice.Transfer(Bob, 1, TransactionType.Legacy);
        byte[] without = _alice.Transfer(Bob, 2, TransactionType.Legacy, protectedFromReplay: false);
        await _chain.AddBlockAsync([withChainId, without]);
        JsonElement first = await _chain.CallAsync("eth_getTransactionByHash", TestChain.Quoted(Keccak256.Hash(withChainId)));
        Value(first, "type").ShouldBe("0x0");
        Value(first, "gasPrice").ShouldBe("0x77359400");
        Value(first, "chainId").ShouldBe("0x14821");
        Value(first, "v").ShouldBeOneOf("0x29065", "0x29066"); // 84001 · 2 + 35 + parity
        first.TryGetProperty("yParity", out _).ShouldBeFalse();
        first.TryGetProperty("accessList", out _).ShouldBeFalse();
        first.TryGetProperty("maxFeePerGas", out _).ShouldBeFalse();

        JsonElement second = await _chain.CallAsync("eth_getTransactionByHash", TestChain.Quoted(Keccak256.Hash(without)));
        Value(second, "v").ShouldBeOneOf("0x1b", "0x1c");
        second.TryGetProperty("chainId", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_pending_transaction_has_no_block_yet()
    {
        Hash256 hash = await _chain.AddPendingAsync(_alice.Transfer(Bob, 5), _alice.Address);
        JsonElement json = await _chain.CallAsync("eth_getTransactionByHash", TestChain.Quoted(hash));
        json.GetProperty("blockHash").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("blockNumber").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("transactionIndex").ValueKind.ShouldBe(JsonValueKind.Null);
        Value(json, "gasPrice").ShouldBe("0x77359400");
        (await _chain.CallAsync("eth_getTransactionReceipt", TestChain.Quoted(hash))).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Unknown_transactions_are_null()
    {
        string unknown = TestChain.Quoted(Hash256.FromU256(42));
        (await _chain.CallAsync("eth_getTransactionByHash", unknown)).ValueKind.ShouldBe(JsonValueKind.Null);
        (await _chain.CallAsync("eth_getTransactionReceipt", unknown)).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_deposit_is_shown_as_a_transaction_without_signature()
    {
        byte[] deposit = Deposit(3, Bob, Ether);
        await _chain.AddBlockAsync([deposit, _alice.Transfer(Bob, 1)]);
        string hash = TestChain.Quoted(Keccak256.Hash(deposit));
        JsonElement json = await _chain.CallAsync("eth_getTransactionByHash", hash);
        Value(json, "type").ShouldBe("0x7e");
        Value(json, "queueIndex").ShouldBe("0x3");
        Value(json, "mint").ShouldBe(Ether.ToQuantity());
        Value(json, "value").ShouldBe(Ether.ToQuantity());
        Value(json, "gasPrice").ShouldBe("0x0");
        Value(json, "r").ShouldBe("0x0");
        Value(json, "s").ShouldBe("0x0");
        Value(json, "v").ShouldBe("0x0");
        Value(json, "refundAddress").ShouldBe(Bob.ToHex());
        JsonElement receipt = await _chain.CallAsync("eth_getTransactionReceipt", hash);
        Value(receipt, "type").ShouldBe("0x7e");
        Value(receipt, "status").ShouldBe("0x1");
        Value(receipt, "effectiveGasPrice").ShouldBe("0x0");
        (await Text("eth_getBalance", TestChain.Quoted(Bob), "\"latest\"")).ShouldBe((Ether + 1).ToQuantity());
    }

    [Fact]
    public async Task A_receipt_has_the_fields_of_the_execution_API()
    {
        byte[] first = _alice.Transfer(Bob, 1);
        byte[] second = _alice.Transfer(Bob, 2);
        BlockRow block = await _chain.AddBlockAsync([first, second]);
        JsonElement json = await _chain.CallAsync("eth_getTransactionReceipt", TestChain.Quoted(Keccak256.Hash(second)));
        json.EnumerateObject().Select(property => property.Name).Order().ShouldBe(
        [
            "blockHash", "blockNumber", "contractAddress", "cumulativeGasUsed", "effectiveGasPrice", "from", "gasUsed", "logs", "logsBloom", "status", "to", "transactionHash",
            "transactionIndex", "type",
        ]);
        Value(json, "transactionIndex").ShouldBe("0x1");
        Value(json, "gasUsed").ShouldBe("0x5208");
        Value(json, "cumulativeGasUsed").ShouldBe("0xa410");
        Value(json, "effectiveGasPrice").ShouldBe((block.BaseFee + 1_000_000).ToQuantity());
        Value(json, "logsBloom").ShouldBe("0x" + new string('0', 512));
        json.GetProperty("contractAddress").ValueKind.ShouldBe(JsonValueKind.Null);

        JsonElement all = await _chain.CallAsync("eth_getBlockReceipts", "\"0x1\"");
        all.GetArrayLength().ShouldBe(2);
        all[1].ToString().ShouldBe(json.ToString());
        (await _chain.CallAsync("eth_getBlockReceipts", "\"0x5\"")).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_withdrawal_has_a_log_a_bloom_and_a_proof()
    {
        await _chain.AddBlockAsync([Withdrawal(1)]);
        byte[] transfer = _alice.Transfer(Bob, 1);
        byte[] withdrawal = Withdrawal(2);
        BlockRow block = await _chain.AddBlockAsync([transfer, withdrawal, Withdrawal(3)]);
        string hash = TestChain.Quoted(Keccak256.Hash(withdrawal));

        JsonElement receipt = await _chain.CallAsync("eth_getTransactionReceipt", hash);
        Value(receipt, "status").ShouldBe("0x1");
        JsonElement log = receipt.GetProperty("logs").EnumerateArray().Single();
        Value(log, "address").ShouldBe("0x000000000000000000000000000000000000a001");
        Value(log, "logIndex").ShouldBe("0x0");
        Value(log, "transactionIndex").ShouldBe("0x1");
        Value(log, "blockTimestamp").ShouldBe(block.Timestamp.ToQuantity());
        log.GetProperty("removed").ValueKind.ShouldBe(JsonValueKind.False);
        log.GetProperty("topics").GetArrayLength().ShouldBe(4);
        Value(receipt, "logsBloom").Count(digit => digit != '0').ShouldBeGreaterThan(8);

        (await _chain.RefusedAsync("rollup_getMessageProof", hash)).Message.ShouldBe("the message's batch is not sealed yet: try again later");
        BatchHeader batch = await _chain.SealAsync();
        JsonElement proof = await _chain.CallAsync("rollup_getMessageProof", hash);
        Value(proof, "nonce").ShouldBe("0x1");
        Value(proof, "sender").ShouldBe(_alice.Address.ToHex());
        Value(proof, "target").ShouldBe(Bob.ToHex());
        Value(proof, "value").ShouldBe("0x2");
        Value(proof, "data").ShouldBe("0x");
        Value(proof, "batchNumber").ShouldBe("0x1");
        Value(proof, "leafIndex").ShouldBe("0x1");
        Value(proof, "root").ShouldBe(batch.MessageRoot.ToHex());
        SoftwareHost host = default;
        Hash256 leaf = MessageLeaf.Hash(ref host, TestAccount.ChainId, TestChain.Config.Bridge, 1, _alice.Address, Bob, 2, default);
        Value(proof, "leaf").ShouldBe(leaf.ToHex());
        Value(proof, "batchStatus").ShouldBe("sealed");
        proof.GetProperty("claimable").GetBoolean().ShouldBeFalse();
        Hash256[] siblings = [.. proof.GetProperty("proof").EnumerateArray().Select(sibling => HexFormat.ParseHash256(sibling.GetString()!))];
        MessageProof.Root(ref host, in leaf, 1, siblings).ShouldBe(batch.MessageRoot);

        (_chain.Safe, _chain.ProvenBatch) = (1, 1);
        JsonElement claimable = await _chain.CallAsync("rollup_getMessageProof", hash);
        Value(claimable, "batchStatus").ShouldBe("proven");
        claimable.GetProperty("claimable").GetBoolean().ShouldBeTrue();
        (await _chain.RefusedAsync("rollup_getMessageProof", hash, "\"0x1\"")).Message.ShouldBe("the transaction sent 1 messages: there is none with index 1");
        (await _chain.RefusedAsync("rollup_getMessageProof", TestChain.Quoted(Hash256.FromU256(1)))).Code.ShouldBe(RpcErrorCode.ServerError);
    }

    [Fact]
    public async Task Logs_are_found_by_range_address_and_topics()
    {
        await _chain.AddBlockAsync([Withdrawal(1)]);
        BlockRow second = await _chain.AddBlockAsync([Withdrawal(2), Withdrawal(3)]);
        string sender = Hash256.FromU256(_alice.Address.ToU256()).ToHex();
        (await Count("""{"fromBlock":"earliest"}""")).ShouldBe(3);
        (await Count("{}")).ShouldBe(2);
        (await Count("""{"fromBlock":"0x1","toBlock":"0x1"}""")).ShouldBe(1);
        (await Count("""{"fromBlock":"0x1","toBlock":"0x2"}""")).ShouldBe(3);
        (await Count($$"""{"blockHash":"{{second.Hash.ToHex()}}"}""")).ShouldBe(2);
        (await Count("""{"fromBlock":"0x0","address":"0x000000000000000000000000000000000000a001"}""")).ShouldBe(3);
        (await Count("""{"fromBlock":"0x0","address":["0x000000000000000000000000000000000000a002"]}""")).ShouldBe(0);
        (await Count($$"""{"fromBlock":"0x0","topics":[null,null,"{{sender}}"]}""")).ShouldBe(3);
        (await Count($$"""{"fromBlock":"0x0","topics":[null,["{{Hash256.FromU256(1).ToHex()}}","{{Hash256.FromU256(2).ToHex()}}"]]}""")).ShouldBe(2);
        (await Count($$"""{"fromBlock":"0x0","topics":["{{sender}}"]}""")).ShouldBe(0);

        async Task<int> Count(string filter) => (await _chain.CallAsync("eth_getLogs", filter)).GetArrayLength();
    }

    [Fact]
    public async Task The_state_is_read_at_any_recent_block()
    {
        BlockRow first = await _chain.AddBlockAsync([_alice.Transfer(Bob, 5)]);
        await _chain.AddBlockAsync([_alice.Transfer(Bob, 6)]);
        string bob = TestChain.Quoted(Bob);
        string alice = TestChain.Quoted(_alice.Address);
        (await Text("eth_getBalance", bob, "\"latest\"")).ShouldBe("0xb");
        (await Text("eth_getBalance", bob)).ShouldBe("0xb");
        (await Text("eth_getBalance", bob, "\"0x1\"")).ShouldBe("0x5");
        (await Text("eth_getBalance", bob, "\"earliest\"")).ShouldBe("0x0");
        (await Text("eth_getBalance", bob, $$"""{"blockHash":"{{first.Hash.ToHex()}}","requireCanonical":true}""")).ShouldBe("0x5");
        (await Text("eth_getBalance", bob, """{"blockNumber":"0x1"}""")).ShouldBe("0x5");
        (await Text("eth_getTransactionCount", alice, "\"0x1\"")).ShouldBe("0x1");
        (await Text("eth_getTransactionCount", alice, "\"latest\"")).ShouldBe("0x2");
        (await Text("eth_getTransactionCount", alice, "\"pending\"")).ShouldBe("0x4d");
        (await Text("eth_getCode", alice, "\"latest\"")).ShouldBe("0x");
        (await Text("eth_getCode", TestChain.Quoted(ProtocolConstants.Messenger), "\"latest\"")).ShouldBe("0xfe");
        await _chain.AddBlockAsync([Withdrawal(1)]);
        (await Text("eth_getStorageAt", TestChain.Quoted(ProtocolConstants.Messenger), "\"0x0\"", "\"latest\"")).ShouldBe(Hash256.FromU256(1).ToHex());
        (await Text("eth_getStorageAt", TestChain.Quoted(ProtocolConstants.Messenger), TestChain.Quoted(Hash256.FromU256(0)), "\"0x1\"")).ShouldBe(Hash256.FromU256(0).ToHex());
        (await _chain.RefusedAsync("eth_getBalance", bob, "\"0x99\"")).Message.ShouldStartWith("header not found");
    }

    [Fact]
    public async Task Batches_are_found_by_number_tag_and_block()
    {
        await _chain.AddBlockAsync([_alice.Transfer(Bob, 5)]);
        await _chain.AddBlockAsync([Withdrawal(1)]);
        await _chain.SealAsync();
        await _chain.AddBlockAsync([]);
        JsonElement batch = await _chain.CallAsync("rollup_getBatch", "\"0x1\"");
        Value(batch, "firstBlock").ShouldBe("0x1");
        Value(batch, "lastBlock").ShouldBe("0x2");
        Value(batch, "status").ShouldBe("sealed");
        Value(batch, "dataSize").ShouldBe("0x309");
        batch.GetProperty("messages").GetArrayLength().ShouldBe(1);
        (await _chain.CallAsync("rollup_getBatch", "\"latest\"")).ToString().ShouldBe(batch.ToString());
        (await _chain.CallAsync("rollup_getBatchByBlock", "\"0x2\"")).ToString().ShouldBe(batch.ToString());
        (await _chain.CallAsync("rollup_getBatchByBlock", "\"0x3\"")).ValueKind.ShouldBe(JsonValueKind.Null);
        Value(await _chain.CallAsync("rollup_getBatch", "\"safe\""), "number").ShouldBe("0x0");
        _chain.Safe = 2;
        Value(await _chain.CallAsync("rollup_getBatch", "\"safe\""), "status").ShouldBe("committed");
        (await _chain.CallAsync("rollup_getBatch", "\"0x7\"")).ValueKind.ShouldBe(JsonValueKind.Null);
        (await _chain.CallAsync("rollup_getBatch", "\"0xffffffffffffffff\"")).ValueKind.ShouldBe(JsonValueKind.Null);
        (await _chain.CallAsync("rollup_getBatchByBlock", "\"0xffffffffffffffff\"")).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private byte[] Withdrawal(ulong value) =>
        _alice.Transfer(ProtocolConstants.Messenger, value, data: [.. Keccak256.Hash("withdraw(address)"u8).AsSpan()[..4], .. Hash256.FromU256(Bob.ToU256()).AsSpan()], gas: 100_000);

    private static byte[] Deposit(ulong index, Address to, U256 amount)
    {
        QueueItem item = new() { Index = index, From = to, To = to, Mint = amount, Value = amount, GasLimit = 21_000, RefundAddress = to };
        byte[] encoded = new byte[item.MaxEncodedLength];
        return encoded[..item.Encode(encoded)];
    }

    private static string Value(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private async Task<string> Text(string method, params string[] parameters) => (await _chain.CallAsync(method, parameters)).GetString()!;

    private static byte[] Minimal(string quantity) => BigInteger.Parse("0" + quantity[2..], System.Globalization.NumberStyles.HexNumber) is { IsZero: false } number ? number.ToByteArray(isUnsigned: true, isBigEndian: true) : [];

    private static byte[] RlpList(IEnumerable<byte[]> fields)
    {
        byte[] content = [.. fields.SelectMany(field => (byte[])[.. Prefix(field), .. field])];
        return [0xf9, (byte)(content.Length >> 8), (byte)content.Length, .. content];

        static byte[] Prefix(byte[] field) => field.Length == 1 && field[0] < 0x80 ? []
            : field.Length < 56 ? [(byte)(0x80 + field.Length)]
            : [0xb9, (byte)(field.Length >> 8), (byte)field.Length];
    }
}
