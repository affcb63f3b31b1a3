using Rollup.Execution.Native;
using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Tests.Native;

/// <summary>The library and the kernel must agree on every signature: a chain may not depend on what is installed.</summary>
public class LibSecp256k1Tests
{
    [LibraryFact]
    public void Library_and_kernel_agree_on_random_signatures()
    {
        int recovered = 0;
        foreach (RecoverableSignature signature in RandomSignatures.Make(2_000, seed: 11))
            recovered += Compare(signature) ? 1 : 0;
        recovered.ShouldBeInRange(900, 1_100);
    }

    [LibraryFact]
    public void Library_and_kernel_agree_at_every_bound()
    {
        foreach (RecoverableSignature signature in RandomSignatures.Edges())
            _ = Compare(signature);
    }

    private static bool Compare(RecoverableSignature signature)
    {
        LibSecp256k1 library = LibSecp256k1.Instance!;
        (Hash256 hash, U256 r, U256 s, int parity) = signature;
        bool byLibrary = library.RecoverAddress(in hash, in r, in s, parity, out Address fromLibrary);
        bool byKernel = Secp256k1Curve.RecoverAddress(in hash, in r, in s, parity, out Address fromKernel);
        byKernel.ShouldBe(byLibrary, $"{signature}");
        fromKernel.ShouldBe(fromLibrary);
        return byKernel;
    }

    /// <summary>A fact that needs the library; ops/test.sh installs it where it can.</summary>
    private sealed class LibraryFactAttribute : FactAttribute
    {
        public LibraryFactAttribute()
        {
            if (LibSecp256k1.Instance is null)
                Skip = "libsecp256k1 with the recovery module is not installed, so it cannot be compared with the kernel (Debian: apt-get install libsecp256k1-1)";
        }
    }
}
