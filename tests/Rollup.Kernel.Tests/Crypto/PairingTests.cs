using Rollup.Kernel.Crypto.Bls12381;
using Rollup.Kernel.Crypto.Bn254;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Crypto;

/// <summary>What makes the pairings pairings, and sums of multiples against additions.</summary>
public class PairingTests
{
    private static readonly U256 Order254 = new(0x43E1F593F0000001, 0x2833E84879B97091, 0xB85045B68181585D, 0x30644E72E131A029);
    private static readonly U256 Order381 = new(0xFFFFFFFF00000001, 0x53BDA402FFFE5BFE, 0x3339D80809A1D805, 0x73EDA753299D7D48);

    private static readonly byte[] BnG1 = [.. new byte[31], 1, .. new byte[31], 2];

    /// <summary>EIP-197's generator, coefficients of i first.</summary>
    private static readonly byte[] BnG2 = Convert.FromHexString(
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");

    private static readonly byte[] BlsG1 = Padded(
        "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
        "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1");

    private static readonly byte[] BlsG2 = Padded(
        "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
        "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e",
        "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801",
        "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be");

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(0xFEDCBA9876543210UL)]
    public void Bn254_is_linear_in_the_point_of_G1(ulong factor)
    {
        // e(k P, Q) · e(P, Q)^(r − k) = 1
        byte[] multiple = Bn(factor);
        byte[] rest = Bn(Order254 - factor);
        Bn254Operations.PairingCheck([.. multiple, .. BnG2, .. rest, .. BnG2], out bool isOne).ShouldBeTrue();
        isOne.ShouldBeTrue();
        Bn254Operations.PairingCheck([.. multiple, .. BnG2, .. BnG1, .. BnG2], out isOne).ShouldBeTrue();
        isOne.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(3UL)]
    [InlineData(0xFEDCBA9876543210UL)]
    public void Bls12_gives_the_same_for_a_factor_on_either_side(ulong factor)
    {
        // e(k P, Q) · e(−P, k Q) = 1
        byte[] left = G1((BlsG1, factor));
        byte[] opposite = G1((BlsG1, Order381 - U256.One));
        byte[] right = G2((BlsG2, factor));
        Bls12Operations.PairingCheck([.. left, .. BlsG2, .. opposite, .. right], out bool isOne).ShouldBeTrue();
        isOne.ShouldBeTrue();
        Bls12Operations.PairingCheck([.. left, .. right, .. opposite, .. right], out isOne).ShouldBeTrue();
        isOne.ShouldBe(factor == 1);
    }

    [Fact]
    public void A_sum_of_multiples_is_what_additions_give()
    {
        // More terms than one pass takes, the same point and its opposite among them.
        var sum1 = new byte[Bls12Operations.G1Size];
        var sum2 = new byte[Bls12Operations.G2Size];
        var terms1 = new List<(byte[] Point, U256 Scalar)>();
        var terms2 = new List<(byte[] Point, U256 Scalar)>();
        var random = new Random(7);
        for (int i = 0; i < 37; i++)
        {
            U256 scalar = i % 5 == 0 ? U256.MaxValue : i % 5 == 1 ? Order381 - U256.One : new U256((ulong)random.NextInt64(), (ulong)random.NextInt64(), 0, (ulong)i);
            terms1.Add((i % 3 == 0 ? BlsG1 : G1((BlsG1, (ulong)i)), scalar));
            terms2.Add((i % 3 == 0 ? BlsG2 : G2((BlsG2, (ulong)i)), scalar));
            Bls12Operations.AddG1([.. sum1, .. G1(terms1[^1])], sum1).ShouldBeTrue();
            Bls12Operations.AddG2([.. sum2, .. G2(terms2[^1])], sum2).ShouldBeTrue();
        }

        G1([.. terms1]).ShouldBe(sum1);
        G2([.. terms2]).ShouldBe(sum2);
    }

    [Fact]
    public void The_order_times_a_point_is_infinity()
    {
        G1((BlsG1, Order381)).ShouldBe(new byte[Bls12Operations.G1Size]);
        G2((BlsG2, Order381)).ShouldBe(new byte[Bls12Operations.G2Size]);
        Bn(Order254).ShouldBe(new byte[Bn254Operations.G1Size]);
    }

    private static byte[] Bn(U256 factor)
    {
        var output = new byte[Bn254Operations.G1Size];
        Bn254Operations.Multiply([.. BnG1, .. Hash256.FromU256(factor).AsSpan()], output).ShouldBeTrue();
        return output;
    }

    private static byte[] G1(params (byte[] Point, U256 Scalar)[] terms)
    {
        var output = new byte[Bls12Operations.G1Size];
        Bls12Operations.SumG1(Terms(terms), output).ShouldBeTrue();
        return output;
    }

    private static byte[] G2(params (byte[] Point, U256 Scalar)[] terms)
    {
        var output = new byte[Bls12Operations.G2Size];
        Bls12Operations.SumG2(Terms(terms), output).ShouldBeTrue();
        return output;
    }

    private static byte[] Terms((byte[] Point, U256 Scalar)[] terms) =>
        [.. terms.SelectMany(term => term.Point.Concat(Hash256.FromU256(term.Scalar).AsSpan().ToArray()))];

    private static byte[] Padded(params string[] coordinates) =>
        [.. coordinates.SelectMany(coordinate => new byte[16].Concat(Convert.FromHexString(coordinate)))];
}
