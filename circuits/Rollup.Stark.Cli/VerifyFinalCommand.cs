using System.Globalization;
using Rollup.Kernel.Fields;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Recursion.Statements;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Cli;

/// <summary><c>verify final</c>: the verdict on a final proof. The program must be the pinned one.</summary>
internal static class VerifyFinalCommand
{
    /// <summary>Far above any valid file; nothing larger is read.</summary>
    private const long MaxFileBytes = 4 << 20;

    public static int Run(string path, TextWriter output)
    {
        byte[] bytes = new FileInfo(path).Length > MaxFileBytes ? [] : File.ReadAllBytes(path);
        if (FinalProof.Decode(bytes) is not { } proof)
            return Reject(output, "the file is no final proof");
        ProofKeys keys = ProofKeys.Create(BatchMachine.Program, Workers.All);
        ProofVerdict verdict = new RecursionProver(keys).Verify(ProofKind.Final, bytes);
        if (!verdict.IsValid)
            return Reject(output, verdict.Reason!);
        BatchRange<KoalaBear> range = proof.Statement.Chain;
        output.WriteLine($"valid: L1 chain {BigEndian(range.ChainId)}, rollup 0x{Bytes(range.Rollup)}");
        output.WriteLine($"from batch 0x{Bytes(range.FromHash)}");
        output.WriteLine($"to batch   0x{Bytes(range.ToHash)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{proof.Proof.Length} bytes of proof; soundness of the last layer {keys.Final.Final.Verifying.Soundness[0].Bits:F1} bits"));
        return 0;
    }

    private static int Reject(TextWriter output, string reason)
    {
        output.WriteLine($"not valid: {reason}");
        return 1;
    }

    private static string Bytes(KoalaBear[] limbs) => string.Concat(limbs.Select(limb => $"{limb.ToCanonical() & 0xff:x2}{limb.ToCanonical() >> 8:x2}"));

    private static ulong BigEndian(KoalaBear[] limbs) => limbs.Reverse().Aggregate(0ul, (value, limb) => (value << 16) | limb.ToCanonical());
}
