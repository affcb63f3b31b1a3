using System.Text.Json;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>The block and the chain of a state test: its <c>env</c> and its <c>config</c>, with the fork's values for what they leave out.</summary>
public static class StateTestEnvironment
{
    private const ulong GasPerBlob = 1 << 17;
    private const ulong BlobsPerTransaction = 6;

    /// <summary>The block in which the transaction executes.</summary>
    public static EvmBlock Parse<TFork>(JsonElement test, string fork)
        where TFork : struct, IFork
    {
        JsonElement env = StateTestJson.Get(test, "env");
        bool hasConfig = StateTestJson.TryGet(test, "config", out JsonElement config);
        JsonElement blobs = default;
        _ = hasConfig && StateTestJson.TryGet(config, "blobSchedule", out JsonElement schedule) && StateTestJson.TryGet(schedule, fork, out blobs);

        // EIP-4844; EIP-7691 with Prague; a transaction's own limit with Osaka (EIP-7594).
        ulong target = StateTestJson.Number(blobs, "target", TFork.IsPrague ? 6UL : 3UL).L0;
        ulong max = StateTestJson.Number(blobs, "max", TFork.IsPrague ? 9UL : 6UL).L0;
        U256 fraction = StateTestJson.Number(blobs, "baseFeeUpdateFraction", TFork.IsPrague ? 5_007_716UL : 3_338_477UL);
        U256 difficulty = StateTestJson.Number(env, "currentDifficulty");
        return new EvmBlock
        {
            Coinbase = StateTestJson.Address(StateTestJson.Get(env, "currentCoinbase")),
            Timestamp = StateTestJson.Number64(StateTestJson.Get(env, "currentTimestamp")),
            Number = StateTestJson.Number64(StateTestJson.Get(env, "currentNumber")),
            GasLimit = StateTestJson.Number64(StateTestJson.Get(env, "currentGasLimit")),
            ChainId = StateTestJson.Number(config, "chainid", 1).L0,
            BaseFee = StateTestJson.Number(env, "currentBaseFee", 10),
            PrevRandao = StateTestJson.Number(env, "currentRandom", difficulty),
            BlobBaseFee = FakeExponential(1, ExcessBlobGas(env, target), fraction),
            MaxBlobs = TFork.IsOsaka ? Math.Min(max, BlobsPerTransaction) : max,
        };
    }

    /// <summary>The block's own excess, or what its parent's leaves of it (EIP-4844).</summary>
    private static U256 ExcessBlobGas(JsonElement env, ulong target)
    {
        if (StateTestJson.TryGet(env, "currentExcessBlobGas", out JsonElement excess))
            return StateTestJson.Number(excess);
        U256 total = StateTestJson.Number(env, "parentExcessBlobGas") + StateTestJson.Number(env, "parentBlobGasUsed");
        return total < target * GasPerBlob ? default : total - (target * GasPerBlob);
    }

    /// <summary>factor · e^(numerator / denominator), as EIP-4844 approximates it.</summary>
    private static U256 FakeExponential(U256 factor, U256 numerator, U256 denominator)
    {
        U256 output = default;
        U256 accumulated = factor * denominator;
        for (U256 i = 1; !accumulated.IsZero; i += 1)
        {
            output += accumulated;
            accumulated = accumulated * numerator / (denominator * i);
        }

        return output / denominator;
    }
}
