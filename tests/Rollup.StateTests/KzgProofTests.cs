using System.Security.Cryptography;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

public class KzgProofTests
{
    /// <summary>G₁ and s G₁, the first points of the ceremony's monomial form: the commitments to the polynomials 1 and X.</summary>
    private const string One = "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";
    private const string X = "ad3eb50121139aa34db1d545093ac9374ab7bca2c0f3bf28e27c8dcd8fc7cb42d25926fc0c97b336e9f0fb35e5a04c81";
    private static readonly string Zero = "c0" + new string('0', 94);

    [Fact]
    public void X_takes_the_value_z_at_z()
    {
        // The quotient (X − z) / (X − z) is 1.
        Run<StateTestHost>(Input(X, 1234567, 1234567, One), out byte[] output).ShouldBe(PrecompileOutcome.Success);
        U256.ReadBigEndian(output).ShouldBe(new U256(4096, 0, 0, 0));
        U256.ReadBigEndian(output.AsSpan(32)).ShouldBe(new U256(0xFFFFFFFF00000001, 0x53BDA402FFFE5BFE, 0x3339D80809A1D805, 0x73EDA753299D7D48));
    }

    [Fact]
    public void A_constant_has_the_quotient_zero() =>
        Run<StateTestHost>(Input(One, 5, 1, Zero), out _).ShouldBe(PrecompileOutcome.Success);

    [Theory]
    [InlineData(X, 2, 3, One)]
    [InlineData(X, 2, 2, X)]
    [InlineData(One, 5, 2, "zero")]
    [InlineData(One, 5, 1, One)]
    public void Another_value_or_proof_is_refused(string commitment, ulong z, ulong y, string proof) =>
        Run<StateTestHost>(Input(commitment, z, y, proof == "zero" ? Zero : proof), out _).ShouldBe(PrecompileOutcome.Failure);

    [Fact]
    public void A_hash_of_another_commitment_is_refused()
    {
        byte[] input = Input(X, 2, 2, One);
        input[31] ^= 1;
        Run<StateTestHost>(input, out _).ShouldBe(PrecompileOutcome.Failure);
    }

    [Fact]
    public void A_value_not_below_the_order_is_refused()
    {
        byte[] input = Input(X, 2, 2, One);
        input.AsSpan(32, 64).Fill(0xff);
        Run<StateTestHost>(input, out _).ShouldBe(PrecompileOutcome.Failure);
    }

    [Fact]
    public void The_chain_refuses_every_proof() => Run<SoftwareHost>(Input(X, 2, 2, One), out _).ShouldBe(PrecompileOutcome.Failure);

    private static PrecompileOutcome Run<THost>(byte[] input, out byte[] output)
        where THost : struct, IHost
    {
        var host = default(THost);
        long gas = 50_000;
        output = new byte[64];
        return Precompile.Run<Osaka, THost>(ref host, PrecompileId.PointEvaluation, input, ref gas, output, out _);
    }

    private static byte[] Input(string commitment, U256 z, U256 y, string proof)
    {
        byte[] point = Convert.FromHexString(commitment);
        byte[] hash = SHA256.HashData(point);
        hash[0] = 1;
        return [.. hash, .. Hash256.FromU256(z).AsSpan(), .. Hash256.FromU256(y).AsSpan(), .. point, .. Convert.FromHexString(proof)];
    }
}
