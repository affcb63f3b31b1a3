using System.Globalization;
using System.Text;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests.Differential;

/// <summary>What anvil's answers say, in the terms of this project.</summary>
public static class AnvilJson
{
    /// <summary>A member that is a quantity of at most 64 bits.</summary>
    public static ulong Number(JsonElement json, string field) =>
        ulong.Parse(json.GetProperty(field).GetString()!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The block in which transactions were executed.</summary>
    public static EvmBlock Block(JsonElement block) => new()
    {
        Coinbase = HexFormat.ParseAddress(block.GetProperty("miner").GetString()!),
        Timestamp = Number(block, "timestamp"),
        Number = Number(block, "number"),
        GasLimit = Number(block, "gasLimit"),
        ChainId = SequenceAccounts.ChainId,
        BaseFee = Number(block, "baseFeePerGas"),
        PrevRandao = HexFormat.ParseHash256(block.GetProperty("mixHash").GetString()!).ToU256(),
        BlobBaseFee = 1,
    };

    /// <summary>A line for each log of a receipt.</summary>
    public static string Logs(JsonElement receipt)
    {
        var text = new StringBuilder();
        foreach (JsonElement log in receipt.GetProperty("logs").EnumerateArray())
        {
            string topics = string.Join(',', log.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()));
            text.AppendLine($"log {log.GetProperty("address").GetString()} [{topics}] {log.GetProperty("data").GetString()}");
        }

        return text.ToString();
    }

    /// <summary>The same of the kernel's logs.</summary>
    public static string Logs(ReadOnlySpan<byte> buffer)
    {
        var text = new StringBuilder();
        var logs = new LogReader(buffer);
        while (logs.TryRead(out Log log))
        {
            var topics = new List<string>();
            for (int i = 0; i < log.Topics.Length; i += Hash256.Size)
                topics.Add(log.Topics.Slice(i, Hash256.Size).ToArray().ToHex());
            text.AppendLine($"log {log.Address.ToHex()} [{string.Join(',', topics)}] {log.Data.ToArray().ToHex()}");
        }

        return text.ToString();
    }
}
