using Rollup.Execution.Native;
using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Primitives;
using Rollup.Secp256k1;

namespace Rollup.Benchmarks;

/// <summary>Senders per second: one core with the library, one core with the kernel's own code, all cores through <see cref="SenderRecovery"/>.</summary>
internal static class RecoverBenchmark
{
    private const int Count = 1_000;

    public static async Task RunAsync()
    {
        RecoverableSignature[] signatures = MakeSignatures();
        Timing.Print("kernel, one core", await Timing.MedianPerOperationAsync(Count, () =>
        {
            foreach (RecoverableSignature x in signatures)
                _ = Secp256k1Curve.RecoverAddress(x.MessageHash, x.R, x.S, x.YParity, out _);
        }));

        Timing.Print("libsecp256k1, one core", await Timing.MedianPerOperationAsync(Count, () =>
        {
            foreach (RecoverableSignature x in signatures)
                _ = LibSecp256k1.RecoverAddress(x.MessageHash, x.R, x.S, x.YParity, out _);
        }));

        Timing.Print($"node, {Environment.ProcessorCount} cores", await Timing.MedianPerOperationAsync(Count, () =>
            new SenderRecovery(new SenderMemo(Count), Environment.ProcessorCount).RecoverAsync(signatures, CancellationToken.None)));
    }

    /// <summary>Any r that is a point's x makes a valid signature of some key with any s and hash.</summary>
    private static RecoverableSignature[] MakeSignatures()
    {
        var random = new Random(1);
        var signatures = new List<RecoverableSignature>(Count);
        while (signatures.Count < Count)
        {
            var signature = new RecoverableSignature(Hash256.FromU256(Word(random)), Word(random), Word(random) >> 1, random.Next(2));
            if (Secp256k1Curve.RecoverAddress(signature.MessageHash, signature.R, signature.S, signature.YParity, out _))
                signatures.Add(signature);
        }

        return [.. signatures];
    }

    private static U256 Word(Random random)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        random.NextBytes(bytes);
        return U256.ReadBigEndian(bytes);
    }
}
