using System.Buffers.Binary;

namespace Rollup.Stark.Cli;

/// <summary>The free input of a run over a batch's witness: its length, the number of hint words, the witness padded to words, the hint words.</summary>
internal static class BatchInput
{
    /// <summary>Longer witnesses do not fit the input's place in memory, with room for hints.</summary>
    public const long MaxWitnessBytes = 200L << 20;

    /// <summary>The input without hints.</summary>
    public static byte[] Of(ReadOnlySpan<byte> witness)
    {
        byte[] input = new byte[(2 * sizeof(ulong)) + ((witness.Length + 7) & ~7)];
        BinaryPrimitives.WriteUInt64LittleEndian(input, (ulong)witness.Length);
        witness.CopyTo(input.AsSpan(2 * sizeof(ulong)));
        return input;
    }

    /// <summary>Reads a witness file; null, with a reason, if it is too long.</summary>
    public static byte[]? Read(string path, out string reason)
    {
        long length = new FileInfo(path).Length;
        reason = $"the witness has {length} bytes; at most {MaxWitnessBytes} are read";
        return length <= MaxWitnessBytes ? Of(File.ReadAllBytes(path)) : null;
    }
}
