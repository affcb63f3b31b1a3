using Rollup.Execution.Native;
using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Tests.Native;

/// <summary>
/// Signatures for tests of recovery. Any r that is a point's x and any s and hash form a valid signature of some key,
/// so that about half of all random triples recover, and the other half must be refused.
/// </summary>
internal static class RandomSignatures
{
    public static RecoverableSignature[] Make(int count, int seed)
    {
        var random = new Random(seed);
        var signatures = new RecoverableSignature[count];
        for (int i = 0; i < count; i++)
        {
            signatures[i] = new RecoverableSignature(
                Hash256.FromU256(Word(random)), Word(random) % Secp256k1Curve.Order, Word(random) % Secp256k1Curve.Order, random.Next(2));
        }

        return signatures;
    }

    /// <summary>Signatures next to every bound: zeros, small values, the order and its neighbours, parities out of range.</summary>
    public static IEnumerable<RecoverableSignature> Edges()
    {
        U256 n = Secp256k1Curve.Order;
        U256[] values = [0, 1, 2, 3, 4, 5, 6, 7, 8, Secp256k1Curve.HalfOrder, Secp256k1Curve.HalfOrder + 1, n - 2, n - 1, n, n + 1, U256.MaxValue];
        U256[] hashes = [0, 1, n - 1, n, n + 1, U256.MaxValue];
        return from r in values
               from s in values
               from hash in hashes
               from parity in new[] { -1, 0, 1, 2, 3, 4, 27 }
               select new RecoverableSignature(Hash256.FromU256(hash), r, s, parity);
    }

    private static U256 Word(Random random)
    {
        Span<byte> bytes = stackalloc byte[32];
        random.NextBytes(bytes);
        return U256.ReadBigEndian(bytes);
    }
}
