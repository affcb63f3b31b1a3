using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Host;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Protocol;

/// <summary>
/// tests/vectors/rollup/encodings.json holds what the kernel computes for every encoding that it shares with the contracts, whose
/// own tests read the file too. Integers are decimal strings, bytes 0x-strings. To write the file anew after a deliberate change, run this
/// test with ROLLUP_WRITE_VECTORS=1.
/// </summary>
public class EncodingVectors
{
    [Fact]
    public void The_vectors_shared_with_the_contracts_are_what_the_kernel_computes()
    {
        var document = new JsonObject
        {
            ["config"] = Config(),
            ["batchHeaders"] = new JsonArray(Headers().Select(h => (JsonNode)Header(h)).ToArray()),
            ["queue"] = Queue(),
            ["messages"] = Messages(),
            ["data"] = new JsonArray(new[] { 0, 1, 135, 136, 1000 }.Select(n => (JsonNode)Data(n)).ToArray()),
        };
        var options = new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        string text = document.ToJsonString(options) + "\n";

        string path = VectorsPath();
        if (Environment.GetEnvironmentVariable("ROLLUP_WRITE_VECTORS") == "1")
            File.WriteAllText(path, text);
        File.ReadAllText(path).ShouldBe(text);
    }

    private static string VectorsPath([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../vectors/rollup/encodings.json"));

    private static JsonObject Config()
    {
        var host = default(SoftwareHost);
        ChainConfig c = DevConfig;
        byte[] encoded = new byte[ChainConfig.EncodedSize];
        c.Encode(encoded);
        return new JsonObject
        {
            ["l1ChainId"] = $"{c.L1ChainId}",
            ["rollup"] = Hex(c.Rollup),
            ["bridge"] = Hex(c.Bridge),
            ["l2ChainId"] = $"{c.L2ChainId}",
            ["feeVault"] = Hex(c.FeeVault),
            ["blockGasLimit"] = $"{c.BlockGasLimit}",
            ["gasTargetPerSecond"] = $"{c.GasTargetPerSecond}",
            ["gasLimitPerSecond"] = $"{c.GasLimitPerSecond}",
            ["provingTargetPerSecond"] = $"{c.ProvingTargetPerSecond}",
            ["provingLimitPerSecond"] = $"{c.ProvingLimitPerSecond}",
            ["transactionProvingLimit"] = $"{c.TransactionProvingLimit}",
            ["minimumBaseFee"] = Decimal(c.MinimumBaseFee),
            ["baseFeeChangeDenominator"] = $"{c.BaseFeeChangeDenominator}",
            ["maxDataBytes"] = $"{c.MaxDataBytes}",
            ["maxForcedGas"] = $"{c.MaxForcedGas}",
            ["maxItemGas"] = $"{c.MaxItemGas}",
            ["forkId"] = $"{c.ForkId}",
            ["encoded"] = Hex(encoded),
            ["configHash"] = Hex(c.Hash(ref host)),
        };
    }

    private static BatchHeader[] Headers()
    {
        var host = default(SoftwareHost);
        ChainConfig config = DevConfig;
        BatchHeader genesis = BatchHeader.Genesis(ref host, in config, 1_790_000_000, HashOf("genesis state"), 7, HashOf("genesis block"));
        return
        [
            genesis,
            new BatchHeader
            {
                Version = 1,
                ConfigHash = config.Hash(ref host),
                Number = 1,
                FirstBlock = 1,
                LastBlock = 20,
                Timestamp = 1_790_000_040,
                ParentHash = genesis.Hash(ref host),
                StateRoot = HashOf("state 1"),
                NextIndex = 19,
                LastBlockHash = HashOf("block 20"),
                MessageRoot = HashOf("messages 1"),
                MessageCount = 3,
                QueuePosition = 2,
                QueueRollingHash = HashOf("queue 2"),
                DataHash = HashOf("data 1"),
            },
            new BatchHeader
            {
                Version = ulong.MaxValue,
                ConfigHash = HashOf("other config"),
                Number = ulong.MaxValue - 1,
                FirstBlock = ulong.MaxValue - 2,
                LastBlock = ulong.MaxValue - 3,
                Timestamp = ulong.MaxValue - 4,
                ParentHash = HashOf("parent"),
                StateRoot = HashOf("state"),
                NextIndex = ulong.MaxValue - 5,
                LastBlockHash = HashOf("block"),
                MessageRoot = HashOf("messages"),
                MessageCount = ulong.MaxValue - 6,
                QueuePosition = ulong.MaxValue - 7,
                QueueRollingHash = HashOf("queue"),
                DataHash = HashOf("data"),
            },
        ];
    }

    private static JsonObject Header(BatchHeader h)
    {
        var host = default(SoftwareHost);
        byte[] encoded = new byte[BatchHeader.EncodedSize];
        h.Encode(encoded);
        return new JsonObject
        {
            ["version"] = $"{h.Version}",
            ["configHash"] = Hex(h.ConfigHash),
            ["number"] = $"{h.Number}",
            ["firstBlock"] = $"{h.FirstBlock}",
            ["lastBlock"] = $"{h.LastBlock}",
            ["timestamp"] = $"{h.Timestamp}",
            ["parentHash"] = Hex(h.ParentHash),
            ["stateRoot"] = Hex(h.StateRoot),
            ["nextIndex"] = $"{h.NextIndex}",
            ["lastBlockHash"] = Hex(h.LastBlockHash),
            ["messageRoot"] = Hex(h.MessageRoot),
            ["messageCount"] = $"{h.MessageCount}",
            ["queuePosition"] = $"{h.QueuePosition}",
            ["queueRollingHash"] = Hex(h.QueueRollingHash),
            ["dataHash"] = Hex(h.DataHash),
            ["encoded"] = Hex(encoded),
            ["batchHash"] = Hex(h.Hash(ref host)),
        };
    }

    private static JsonArray Queue()
    {
        var host = default(SoftwareHost);
        var result = new JsonArray();
        Hash256 rolling = Hash256.Zero;
        for (int i = 0; i < 5; i++)
        {
            QueueItem item = QueueItems.Sample(i);
            rolling = item.RollingHash(ref host, in rolling);
            byte[] encoded = new byte[item.MaxEncodedLength];
            int length = item.Encode(encoded);
            result.Add((JsonNode)new JsonObject
            {
                ["index"] = $"{item.Index}",
                ["from"] = Hex(item.From),
                ["to"] = Hex(item.To),
                ["isCreation"] = item.IsCreation,
                ["mint"] = Decimal(item.Mint),
                ["value"] = Decimal(item.Value),
                ["gasLimit"] = $"{item.GasLimit}",
                ["refundAddress"] = Hex(item.RefundAddress),
                ["data"] = Hex(item.Data),
                ["itemHash"] = Hex(item.ItemHash(ref host)),
                ["rollingHash"] = Hex(rolling),
                ["l2Transaction"] = Hex(encoded.AsSpan(0, length)),
                ["l2TransactionHash"] = Hex(item.TransactionHash(ref host)),
            });
        }

        return result;
    }

    private static JsonObject Messages()
    {
        var host = default(SoftwareHost);
        ChainConfig config = DevConfig;
        var tree = default(MessageTree);
        var emptyRoot = Hex(tree.Root(ref host));
        var items = new JsonArray();
        var leaves = new List<Hash256>();
        foreach (int length in new[] { 0, 1, 31, 32, 33, 100 })
        {
            ulong nonce = 40 + (ulong)leaves.Count;
            Address sender = AddressOf($"sender {nonce}");
            Address target = AddressOf($"target {nonce}");
            U256 value = length == 33 ? U256.MaxValue : nonce * 1_000_000_000;
            byte[] data = Bytes(length);
            Hash256 leaf = MessageLeaf.Hash(ref host, config.L2ChainId, config.Bridge, nonce, in sender, in target, in value, data);
            leaves.Add(leaf);
            tree.TryAppend(ref host, in leaf).ShouldBeTrue();
            items.Add((JsonNode)new JsonObject
            {
                ["nonce"] = $"{nonce}",
                ["sender"] = Hex(sender),
                ["target"] = Hex(target),
                ["value"] = Decimal(value),
                ["data"] = Hex(data),
                ["leaf"] = Hex(leaf),
                ["root"] = Hex(tree.Root(ref host)),
            });
        }

        var proofs = new JsonArray();
        for (int i = 0; i < leaves.Count; i++)
        {
            var proof = new Hash256[MessageTree.Depth];
            MessageProof.TryBuild(ref host, leaves.ToArray(), i, new Hash256[leaves.Count], proof).ShouldBeTrue();
            proofs.Add((JsonNode)new JsonArray(proof.Select(p => (JsonNode)JsonValue.Create(Hex(p))).ToArray()));
        }

        return new JsonObject
        {
            ["l2ChainId"] = $"{config.L2ChainId}",
            ["bridge"] = Hex(config.Bridge),
            ["emptyRoot"] = emptyRoot,
            ["items"] = items,
            ["root"] = Hex(tree.Root(ref host)),
            ["proofs"] = proofs,
        };
    }

    private static JsonObject Data(int length)
    {
        var host = default(SoftwareHost);
        byte[] data = Bytes(length);
        return new JsonObject { ["data"] = Hex(data), ["dataHash"] = Hex(DataHash.OfCalldata(ref host, data)) };
    }
}
