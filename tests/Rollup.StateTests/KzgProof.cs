using Rollup.Kernel.Crypto.Bls12381;
using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>
/// KZG proofs against Ethereum's trusted setup (EIP-4844, polynomial-commitments): C − y G₁ and the proof Q satisfy
/// e(C − y G₁, −G₂) · e(Q, s G₂ − z G₂) = 1.
/// </summary>
public static class KzgProof
{
    private const int CompressedSize = BaseField.Size;
    private const byte IsCompressed = 0x80;
    private const byte IsInfinity = 0x40;
    private const byte HasUpperY = 0x20;

    private static readonly U256 Order = new(0xFFFFFFFF00000001, 0x53BDA402FFFE5BFE, 0x3339D80809A1D805, 0x73EDA753299D7D48);

    private static readonly byte[] G1 = Point(
        "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
        "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1");

    private static readonly byte[] G2 = Point(
        "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
        "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e",
        "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801",
        "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be");

    /// <summary>s G₂: the second G2 point of the ceremony's monomial form.</summary>
    private static readonly byte[] SecretTimesG2 = Point(
        "185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2",
        "15bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72",
        "014353bdb96b626dd7d5ee8599d1fca2131569490e28de18e82451a496a9c9794ce26d105941f383ee689bfbbb832a99",
        "1666c54b0a32529503432fcae0181b4bef79de09fc63671fda5ed1ba9bfa07899495346f3d7ac9cd23048ef30d0a154f");

    /// <summary>Whether the polynomial of the commitment takes the value <paramref name="y"/> at <paramref name="z"/>, both below the order.</summary>
    public static bool Verify(ReadOnlySpan<byte> commitment, in U256 z, in U256 y, ReadOnlySpan<byte> proof)
    {
        if (!TryDecompress(commitment, out byte[] c) || !TryDecompress(proof, out byte[] q))
            return false;
        var left = new byte[Bls12Operations.G1Size];
        var right = new byte[Bls12Operations.G2Size];
        var opposite = new byte[Bls12Operations.G2Size];
        return Bls12Operations.SumG1([.. c, .. Scalar(U256.One), .. G1, .. Scalar(Negate(in y))], left)
            && Bls12Operations.SumG2([.. SecretTimesG2, .. Scalar(U256.One), .. G2, .. Scalar(Negate(in z))], right)
            && Bls12Operations.SumG2([.. G2, .. Scalar(Order - U256.One)], opposite)
            && Bls12Operations.PairingCheck([.. left, .. opposite, .. q, .. right], out bool isOne)
            && isOne;
    }

    /// <summary>48 bytes, x with three flags in its highest bits, to the encoding of EIP-2537.</summary>
    private static bool TryDecompress(ReadOnlySpan<byte> compressed, out byte[] point)
    {
        point = new byte[Bls12Operations.G1Size];
        byte flags = compressed[0];
        Span<byte> encoded = stackalloc byte[CompressedSize];
        compressed.CopyTo(encoded);
        encoded[0] &= 0x1f;
        if ((flags & IsCompressed) == 0)
            return false;
        if ((flags & IsInfinity) != 0)
            return (flags & HasUpperY) == 0 && encoded.IndexOfAnyExcept((byte)0) < 0;
        if (!BaseField.TryRead(encoded, out BaseField x) || !((x.Square() * x) + G1Curve.B).SquareRoot(out BaseField y))
            return false;
        if (y.IsInUpperHalf != ((flags & HasUpperY) != 0))
            y = -y;
        x.Write(point.AsSpan(16));
        y.Write(point.AsSpan(80));
        return G1Curve.IsInSubgroup(new AffinePoint<BaseField>(in x, in y));
    }

    private static U256 Negate(in U256 value) => value.IsZero ? value : Order - value;

    private static byte[] Scalar(U256 value)
    {
        var bytes = new byte[U256.Size];
        value.WriteBigEndian(bytes);
        return bytes;
    }

    private static byte[] Point(params string[] coordinates) =>
        [.. coordinates.SelectMany(coordinate => new byte[16].Concat(Convert.FromHexString(coordinate)))];
}
