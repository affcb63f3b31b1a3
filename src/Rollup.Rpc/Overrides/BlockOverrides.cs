using System.Text.Json;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Json;

namespace Rollup.Rpc.Overrides;

/// <summary>What a call pretends about its block; null leaves a part as it is.</summary>
internal sealed record BlockOverrides
{
    private ulong? Number { get; init; }

    private ulong? Time { get; init; }

    private ulong? GasLimit { get; init; }

    private Address? FeeRecipient { get; init; }

    private U256? PrevRandao { get; init; }

    private U256? BlobBaseFee { get; init; }

    private U256? BaseFee { get; init; }

    /// <summary>Reads overrides, or says what is wrong with them; none if <paramref name="value"/> is null.</summary>
    public static BlockOverrides? Read(JsonElement? value, out string? problem)
    {
        problem = null;
        if (value is not { } given)
            return new BlockOverrides();
        if (given.ValueKind != JsonValueKind.Object)
        {
            problem = "expected an object";
            return null;
        }

        JsonObject json = new(given);
        BlockOverrides overrides = new()
        {
            Number = json.ShortQuantity("number"),
            Time = json.ShortQuantity("time"),
            GasLimit = json.ShortQuantity("gasLimit"),
            FeeRecipient = json.Address("feeRecipient") ?? json.Address("coinbase"),
            PrevRandao = json.Word("prevRandao") ?? json.Word("random"),
            BaseFee = json.Quantity("baseFeePerGas") ?? json.Quantity("baseFee"),
            BlobBaseFee = json.Quantity("blobBaseFee"),
        };
        problem = json.Problem;
        return problem is null ? overrides : null;
    }

    /// <summary>Changes <paramref name="block"/>.</summary>
    public void Apply(ref EvmBlock block)
    {
        block.Number = Number ?? block.Number;
        block.Timestamp = Time ?? block.Timestamp;
        block.GasLimit = GasLimit ?? block.GasLimit;
        block.Coinbase = FeeRecipient ?? block.Coinbase;
        block.PrevRandao = PrevRandao ?? block.PrevRandao;
        block.BaseFee = BaseFee ?? block.BaseFee;
        block.BlobBaseFee = BlobBaseFee ?? block.BlobBaseFee;
    }
}
