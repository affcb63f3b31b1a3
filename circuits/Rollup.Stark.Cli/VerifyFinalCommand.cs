using System.Globalization;
using Rollup.Kernel.Fields;
using Rollup.Machine.Proving;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Recursion.Statements;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Cli;

/// <summary><c>verify final</c>: the verdict on a final proof. The program must be the pinned one.</summary>
internal static class VerifyFinalCommand
{
    /// <summary>Far above any valid file; nothing larger is read.</summary>
    private const long MaxFileBytes = 4 << 20;

    public static int Run(string path, TextWriter output)
    {
        if (new FileInfo(path).Length > MaxFileBytes || FinalProof.Decode(File.ReadAllBytes(path)) is not { } proof)
            return Reject(output, "the file is no final proof");
        MachineKey machine = BatchMachine.CreateKey(Workers.All);
        InnerCircuits inner = InnerCircuits.Create(machine.Stark.Verifying, BatchCircuits.InnerParameters);
        FinalCircuits final = BatchCircuits.CreateFinal(inner);
        KoalaBear[] program = Recursion.Verification.ProofInput.Elements(new RecursionProver(machine, inner, final).ProgramKey);
        if (!proof.Statement.Program.AsSpan().SequenceEqual(program))
            return Reject(output, "the proof is of another program");
        VerifyingKey<KeccakSuite> key = final.Final.Verifying;
        VerificationResult verdict = Verifier.Verify(key, proof.Statement.ToValues(), proof.Proof);
        if (!verdict.IsValid)
            return Reject(output, $"{verdict.Error}: {verdict.Detail}");
        BatchRange<KoalaBear> range = proof.Statement.Chain;
        output.WriteLine($"valid: L1 chain {BigEndian(range.ChainId)}, rollup 0x{Bytes(range.Rollup)}");
        output.WriteLine($"from batch 0x{Bytes(range.FromHash)}");
        output.WriteLine($"to batch   0x{Bytes(range.ToHash)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{proof.Proof.Length} bytes of proof; soundness of the last layer {key.Soundness[0].Bits:F1} bits"));
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
