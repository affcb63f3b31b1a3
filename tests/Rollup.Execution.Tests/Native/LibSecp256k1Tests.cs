using Rollup.Execution.Native;
using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Primitives;
using Rollup.Secp256k1;

namespace Rollup.Execution.Tests.Native;

/// <summary>The library and the kernel must agree on every signature: the node recovers with the one, proofs with the other.</summary>
public class LibSecp256k1Tests
{
    [Fact]
    public void Library_and_kernel_agree_on_random_signatures()
    {
        int recovered = 0;
        foreach (RecoverableSignature signature in RandomSignatures.Make(2_000, seed: 11))
            recovered += Compare(signature) ? 1 : 0;
        recovered.ShouldBeInRange(900, 1_100);
    }

    [Fact]
    public void Library_and_kernel_agree_at_every_bound()
    {
        foreach (RecoverableSignature signature in RandomSignatures.Edges())
            _ = Compare(signature);
    }

    private static bool Compare(RecoverableSignature signature)
    {
        (Hash256 hash, U256 r, U256 s, int parity) = signature;
        bool byLibrary = LibSecp256k1.RecoverAddress(in hash, in r, in s, parity, out Address fromLibrary);
        bool byKernel = Secp256k1Curve.RecoverAddress(in hash, in r, in s, parity, out Address fromKernel);
        byKernel.ShouldBe(byLibrary, $"{signature}");
        fromKernel.ShouldBe(fromLibrary);
        return byKernel;
    }
}
