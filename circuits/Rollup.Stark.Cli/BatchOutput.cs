using System.Runtime.InteropServices;

namespace Rollup.Stark.Cli;

/// <summary>The words that a run over a batch leaves: L1 chain id, rollup, parent batch hash, batch hash.</summary>
internal static class BatchOutput
{
    public static string Describe(ReadOnlySpan<ulong> words)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(words);
        return $"L1 chain {words[1]}, rollup 0x{Convert.ToHexStringLower(bytes.Slice(16, 20))}\nparent batch 0x{Convert.ToHexStringLower(bytes.Slice(40, 32))}\nbatch        0x{Convert.ToHexStringLower(bytes.Slice(72, 32))}";
    }
}
