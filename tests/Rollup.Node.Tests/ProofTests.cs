using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Rpc.JsonRpc;
using Rollup.Testing;

namespace Rollup.Node.Tests;

/// <summary>rollup_getProof of a whole node, verified by a verifier that shares no tree code with it.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private const int Recipients = 60;

    private readonly TestAccount _alice = new(1);
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
    public async Task Entries_and_their_absence_are_proven_against_the_state_root_in_the_batchs_header()
    {
        await using RunningNode node = await RunningNode.StartAsync(_database.ConnectionString, _deployment.Path, ("Batch:MaxAgeSeconds", "1"));
        await RunningNode.WaitAsync(async () => (await node.CallAsync("rollup_status")).GetProperty("role").GetString() == "sequencer" ? true : (bool?)null);
        Address[] recipients = [.. Enumerable.Range(1, Recipients).Select(i => Address.FromU256((ulong)i * 0x1_0000_0001))];
        await node.SubmitAsync([.. recipients.Select((to, nonce) => _alice.Transfer((ulong)nonce, to, (ulong)nonce + 1))]);
        JsonElement proof = await RunningNode.WaitAsync<JsonElement>(async () =>
        {
            JsonElement last = await node.CallAsync("rollup_getProof", recipients[^1].ToHex(), new JsonArray());
            return last.GetProperty("balance").GetString() == "0x3c" ? last : null;
        });

        int depth = 0;
        for (int i = 0; i < Recipients; i++)
        {
            proof = await node.CallAsync("rollup_getProof", recipients[i].ToHex(), new JsonArray(), "latest");
            (await VerifyAsync(node, proof, proof.GetProperty("accountProof"), recipients[i].ToHex(), null)).ShouldBeTrue();
            proof.GetProperty("balance").GetString().ShouldBe($"0x{i + 1:x}");
            proof.GetProperty("accountProof").GetProperty("leaf").GetProperty("balance").GetString().ShouldBe($"0x{i + 1:x}");
            depth = Math.Max(depth, proof.GetProperty("accountProof").GetProperty("siblings").GetArrayLength());
        }

        depth.ShouldBeGreaterThan(5);

        // The ring of block hashes: the slot of a block that was, and one of a block that is yet to come.
        string ring = ProtocolConstants.BlockHashes.ToHex();
        proof = await node.CallAsync("rollup_getProof", ring, new JsonArray("0x1", "0xff"));
        string block = proof.GetProperty("blockNumber").GetString()!;
        (await VerifyAsync(node, proof, proof.GetProperty("accountProof"), ring, null)).ShouldBeTrue();
        JsonElement slots = proof.GetProperty("storageProof");
        (await VerifyAsync(node, proof, slots[0], ring, 1)).ShouldBeTrue();
        // The one is a quantity, the other 32 bytes: a hash may begin with zeros.
        HexFormat.ParseQuantity(slots[0].GetProperty("value").GetString()!).ShouldBe(HexFormat.ParseHash256((await node.CallAsync("eth_getStorageAt", ring, "0x1", block)).GetString()!).ToU256());
        (await VerifyAsync(node, proof, slots[1], ring, 255)).ShouldBeFalse();
        slots[1].GetProperty("value").GetString().ShouldBe("0x0");

        for (int i = 0; i < 20; i++)
        {
            string nobody = Address.FromU256((ulong)i + 0xDEAD_0000_0000).ToHex();
            proof = await node.CallAsync("rollup_getProof", nobody, new JsonArray());
            (await VerifyAsync(node, proof, proof.GetProperty("accountProof"), nobody, null)).ShouldBeFalse();
            proof.GetProperty("balance").GetString().ShouldBe("0x0");
        }
    }

    [Fact]
    public async Task Only_the_newest_batchs_tree_can_be_asked()
    {
        await using RunningNode node = await RunningNode.StartAsync(_database.ConnectionString, _deployment.Path, ("Batch:MaxAgeSeconds", "1"));
        JsonElement genesis = await node.CallAsync("rollup_getProof", _alice.Address.ToHex(), new JsonArray(), "0x0");
        (await VerifyAsync(node, genesis, genesis.GetProperty("accountProof"), _alice.Address.ToHex(), null)).ShouldBeTrue();
        await RunningNode.WaitAsync(async () => (await node.CallAsync("rollup_status")).GetProperty("role").GetString() == "sequencer" ? true : (bool?)null);
        await node.SubmitAsync([_alice.Transfer(0, Address.FromU256(0xB0B), 1)]);
        await RunningNode.WaitAsync(async () => (await node.CallAsync("rollup_status")).GetProperty("lastSealedBatch").GetString() == "0x1" ? true : (bool?)null);
        (await node.RefusedAsync("rollup_getProof", _alice.Address.ToHex(), new JsonArray(), "0x0"))
            .ShouldBe((RpcErrorCode.ServerError, "the tree of block 0 is not kept: only that of batch 1, which ends with block 1; ask for that block, or for latest"));
        (await node.RefusedAsync("rollup_getProof", _alice.Address.ToHex(), new JsonArray(), "0x999")).Message.ShouldContain("there is no such block");
        (await node.RefusedAsync("rollup_getProof", _alice.Address.ToHex(), new JsonArray(1))).Code.ShouldBe(RpcErrorCode.InvalidParams);
        (await node.RefusedAsync("rollup_getProof", _alice.Address.ToHex())).Code.ShouldBe(RpcErrorCode.InvalidParams);
    }

    /// <summary>Checks the root, and says whether the key has an entry.</summary>
    private static async Task<bool> VerifyAsync(RunningNode node, JsonElement answer, JsonElement proof, string address, BigInteger? slot)
    {
        JsonElement batch = await node.CallAsync("rollup_getBatch", answer.GetProperty("batchNumber").GetString());
        answer.GetProperty("stateRoot").GetString().ShouldBe(batch.GetProperty("stateRoot").GetString());
        SlowProofVerifier.Root(proof, address, slot, out bool isPresent).ShouldBe(batch.GetProperty("stateRoot").GetString());
        return isPresent;
    }
}
