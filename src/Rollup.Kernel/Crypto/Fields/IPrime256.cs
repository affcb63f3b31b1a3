using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Fields;

/// <summary>An odd prime p of up to 256 bits with the constants that Montgomery's multiplication needs; R = 2^256.</summary>
public interface IPrime256
{
    /// <summary>p.</summary>
    static abstract U256 Modulus { get; }

    /// <summary>−1 / p modulo 2^64.</summary>
    static abstract ulong NegativeInverse { get; }

    /// <summary>R mod p.</summary>
    static abstract U256 R { get; }

    /// <summary>R² mod p.</summary>
    static abstract U256 RSquared { get; }

    /// <summary>Whether p is below 2^255, so that no sum of two elements has more than 256 bits.</summary>
    static abstract bool HasSpareBit { get; }
}
