using Rollup.Guest;
using Rollup.Kernel.Batches;

namespace Rollup.Stark.Cli;

/// <summary>What has been proven of a batch, for people.</summary>
internal static class BatchText
{
    /// <summary>From the words that the run left.</summary>
    public static string Describe(ReadOnlySpan<ulong> words)
    {
        PublicInput input = BatchRun.OutputOf(words);
        return $"L1 chain {input.L1ChainId}, rollup {Hex(input.Rollup.AsSpan())}\nparent batch {Hex(input.ParentHash.AsSpan())}\nbatch        {Hex(input.BatchHash.AsSpan())}";
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
