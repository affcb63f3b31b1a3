using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Receipts;

/// <summary>The parameter of eth_getLogs: either a block hash or a range of blocks, addresses, and topics by position.</summary>
internal sealed class LogFilterParameter(RpcLimits limits)
{
    private const int MaxTopicPositions = 4; // Of a log.

    /// <summary>The first block; the newest one unless given.</summary>
    public BlockSelector From { get; private set; } = BlockSelector.Latest;

    /// <summary>The last block; the newest one unless given.</summary>
    public BlockSelector To { get; private set; } = BlockSelector.Latest;

    /// <summary>The one block whose logs are wanted, instead of a range.</summary>
    public Hash256? BlockHash { get; private set; }

    /// <summary>The emitting contracts; empty for any.</summary>
    public List<Address> Addresses { get; } = [];

    /// <summary>Alternatives by position; an empty list stands for any topic, of which there has to be one (geth).</summary>
    public List<IReadOnlyList<Hash256>> Topics { get; } = [];

    /// <summary>Reads a filter, or says what is wrong with it.</summary>
    public static bool TryRead(JsonElement value, RpcLimits limits, [NotNullWhen(true)] out LogFilterParameter? filter, [NotNullWhen(false)] out string? problem)
    {
        filter = new LogFilterParameter(limits);
        problem = value.ValueKind == JsonValueKind.Object ? filter.Read(value) : "expected an object";
        if (problem is not null)
            filter = null;
        return filter is not null;
    }

    private string? Read(JsonElement value) => ReadBlocks(value) ?? ReadAddresses(value) ?? ReadTopics(value);

    private string? ReadBlocks(JsonElement value)
    {
        bool hasFrom = TryGet(value, "fromBlock", out JsonElement from);
        bool hasTo = TryGet(value, "toBlock", out JsonElement to);
        if (TryGet(value, "blockHash", out JsonElement hash))
        {
            if (hasFrom || hasTo)
                return "blockHash cannot be combined with fromBlock or toBlock";
            if (!BlockParameterExtensions.TryReadHash(hash, out Hash256 block))
                return "blockHash must be 0x and 64 hex digits";
            BlockHash = block;
        }

        BlockSelector selector = BlockSelector.Latest;
        if (hasFrom && !BlockParameterExtensions.TryReadNumber(from, out selector))
            return "fromBlock must be a block number or tag";
        From = selector;
        selector = BlockSelector.Latest;
        if (hasTo && !BlockParameterExtensions.TryReadNumber(to, out selector))
            return "toBlock must be a block number or tag";
        To = selector;
        return null;
    }

    private string? ReadAddresses(JsonElement value)
    {
        string problem = $"address must be an address or an array of at most {limits.MaxLogAddresses} addresses";
        if (!TryGet(value, "address", out JsonElement address))
            return null;
        if (address.ValueKind != JsonValueKind.Array)
            return TryAddAddress(address) ? null : problem;
        if (address.GetArrayLength() > limits.MaxLogAddresses)
            return problem;
        foreach (JsonElement element in address.EnumerateArray())
        {
            if (!TryAddAddress(element))
                return problem;
        }

        return null;
    }

    private string? ReadTopics(JsonElement value)
    {
        string problem = $"topics must be an array of at most 4 positions, each null, a topic of 32 bytes, or an array of at most {limits.MaxLogTopics} topics";
        if (!TryGet(value, "topics", out JsonElement topics))
            return null;
        if (topics.ValueKind != JsonValueKind.Array || topics.GetArrayLength() > MaxTopicPositions)
            return problem;
        foreach (JsonElement position in topics.EnumerateArray())
        {
            if (!TryReadTopics(position, out List<Hash256> alternatives))
                return problem;
            Topics.Add(alternatives);
        }

        return null;
    }

    private bool TryReadTopics(JsonElement position, out List<Hash256> alternatives)
    {
        alternatives = [];
        if (position.ValueKind == JsonValueKind.Null)
            return true;
        if (position.ValueKind != JsonValueKind.Array)
        {
            bool read = BlockParameterExtensions.TryReadHash(position, out Hash256 single);
            alternatives.Add(single);
            return read;
        }

        if (position.GetArrayLength() > limits.MaxLogTopics)
            return false;
        foreach (JsonElement element in position.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Null)
            {
                alternatives.Clear(); // Any topic, whatever else is listed (geth).
                return true;
            }

            if (!BlockParameterExtensions.TryReadHash(element, out Hash256 topic))
                return false;
            alternatives.Add(topic);
        }

        return true;
    }

    private bool TryAddAddress(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String || !HexFormat.TryParseBytes(element.GetString(), out byte[] bytes) || bytes.Length != Address.Size)
            return false;
        Addresses.Add(Address.FromSpan(bytes));
        return true;
    }

    private static bool TryGet(JsonElement value, string name, out JsonElement property) =>
        value.TryGetProperty(name, out property) && property.ValueKind != JsonValueKind.Null;
}
