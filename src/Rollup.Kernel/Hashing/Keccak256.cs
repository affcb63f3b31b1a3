using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Hashing;

/// <summary>Keccak-256 as Ethereum uses it: rate 136 bytes, padding 0x01 … 0x80 (the submission, not FIPS 202's SHA3-256).</summary>
public static class Keccak256
{
    /// <summary>The number of input bytes absorbed per permutation.</summary>
    public const int Rate = 136;

    /// <summary>The hash of <paramref name="data"/>, by the kernel's own permutation.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        var host = default(SoftwareHost);
        return Hash(ref host, data);
    }

    /// <summary>The hash of <paramref name="data"/>, by the host's permutation.</summary>
    public static Hash256 Hash<THost>(ref THost host, scoped ReadOnlySpan<byte> data)
        where THost : struct, IHost, allows ref struct
    {
        var hasher = default(Keccak256Hasher);
        hasher.Update(ref host, data);
        return hasher.Finish(ref host);
    }
}
