using System.Diagnostics;
using Rollup.Kernel.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;
using Rollup.Stark.Security;

namespace Rollup.Stark.Cli;

/// <summary><c>verify</c>: the verdict on a file, soundness and sizes.</summary>
internal static class VerifyCommand
{
    /// <summary>Far above any valid file; nothing larger is read.</summary>
    private const long MaxFileBytes = 64 << 20;

    public static int Run(string path, TextWriter output)
    {
        long length = new FileInfo(path).Length;
        if (length > MaxFileBytes)
            return Reject(output, $"the file has {length} bytes; at most {MaxFileBytes} are read");
        byte[] bytes = File.ReadAllBytes(path);
        if (!KeccakBatchFile.TryDecode(bytes, out KoalaBear[] publicValues, out ReadOnlySpan<byte> proofBytes, out string reason))
            return Reject(output, reason);

        VerifyingKey<KeccakSuite> key = KeccakBatchFile.CreateKey().Verifying;
        long start = Stopwatch.GetTimestamp();
        VerificationResult verdict = ProofCodec.TryDecode(key, proofBytes, out Proof? proof);
        if (verdict.IsValid)
            verdict = Verifier.Verify(key, publicValues, proof!);
        if (!verdict.IsValid)
            return Reject(output, $"{verdict.Error}: {verdict.Detail}");

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        SoundnessReport soundness = key.Soundness[proof!.ShapeIndex];
        output.WriteLine($"valid: {publicValues[0].ToCanonical()} Keccak-f[1600] permutations");
        output.WriteLine($"digest of all inputs and outputs: {string.Concat(publicValues.Skip(1).Select(v => v.ToCanonical().ToString("x8")))}");
        output.WriteLine($"soundness: {soundness.Bits:F1} bits, {soundness.GrindingBits} of them by grinding ({key.Parameters.Name}; {soundness.Regime.Name})");
        output.WriteLine($"tables: {string.Join(", ", key.Plans[proof.ShapeIndex].Tables.Select(t => $"{t.Structure.Name} 2^{t.LogHeight} rows"))}");
        output.WriteLine($"proof: {proofBytes.Length} bytes, verified in {elapsed.TotalMilliseconds:F0} ms");
        return 0;
    }

    private static int Reject(TextWriter output, string reason)
    {
        output.WriteLine($"not valid: {reason}");
        return 1;
    }
}
