using Rollup.Execution.Native;
using Rollup.Kernel.Crypto.P256;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Tests.Native;

/// <summary>The system's library and the kernel must agree on every input: the node verifies with the one, proofs with the other.</summary>
public sealed class NativeP256Tests
{
    /// <summary>p, the order of the base field.</summary>
    private static readonly U256 Prime = P256Prime.Modulus;

    private static readonly U256 Order = P256Curve.Order;

    [Fact]
    public void Library_and_kernel_accept_what_was_signed_and_refuse_it_with_any_part_changed()
    {
        var random = new Random(7);
        for (int i = 0; i < 100; i++)
        {
            P256Signature signed = P256Signature.By(P256Signature.Scalar(random), random);
            Compare(signed).ShouldBeTrue();
            Compare(signed with { S = Order - signed.S }).ShouldBeTrue(); // Any s below n is accepted.
            Compare(signed with { Hash = signed.Hash ^ 1 }).ShouldBeFalse();
            Compare(signed with { R = signed.R ^ 1 }).ShouldBeFalse();
            Compare(signed with { S = signed.S ^ 1 }).ShouldBeFalse();
            Compare(signed with { X = signed.X ^ 1 }).ShouldBeFalse();
            Compare(signed with { Y = Prime - signed.Y }).ShouldBeFalse();
        }
    }

    [Fact]
    public void Library_and_kernel_agree_at_every_bound()
    {
        var random = new Random(8);
        P256Signature signed = P256Signature.By(P256Signature.Scalar(random), random);
        U256[] scalars = [0, 1, 2, Order - 1, Order, Order + 1, Prime - 1, Prime, U256.MaxValue, signed.R, signed.S];
        U256[] hashes = [0, 1, Order - 1, Order, Order + 1, U256.MaxValue, signed.Hash];
        foreach (U256 hash in hashes)
        {
            foreach (U256 r in scalars)
            {
                foreach (U256 s in scalars)
                    _ = Compare(signed with { Hash = hash, R = r, S = s });
            }
        }

        U256[] coordinates = [0, 1, 5, Prime - 1, Prime, Prime + 1, U256.MaxValue, signed.X, signed.Y];
        foreach (U256 x in coordinates)
        {
            foreach (U256 y in coordinates)
                Compare(signed with { X = x, Y = y }).ShouldBe(x == signed.X && y == signed.Y);
        }
    }

    /// <summary>(z·G + r·d·G) / s is infinity exactly if z = −r·d: there is no x-coordinate, and no r may match it.</summary>
    [Fact]
    public void A_sum_at_infinity_is_no_signature()
    {
        var random = new Random(9);
        for (int i = 0; i < 20; i++)
        {
            U256 secret = P256Signature.Scalar(random);
            P256Signature signed = P256Signature.By(secret, random);
            Compare(signed with { Hash = Order - U256.MulMod(signed.R, in secret, in Order) }).ShouldBeFalse();
        }
    }

    /// <summary>The two products are equal or opposite, or one of them is a small multiple of the other: what additions without special cases get wrong.</summary>
    [Fact]
    public void Keys_next_to_the_generator_verify_as_any_other()
    {
        var random = new Random(10);
        foreach (U256 secret in (U256[])[1, 2, 3, Order - 1, Order - 2])
        {
            for (int i = 0; i < 10; i++)
            {
                P256Signature signed = P256Signature.By(secret, random);
                Compare(signed).ShouldBeTrue();
                _ = Compare(signed with { Hash = U256.MulMod(signed.R, in secret, in Order) });
            }
        }
    }

    /// <summary>The x-coordinate of the sum is reduced modulo n before it is compared: r may be x − n where x is in [n, p).</summary>
    [Fact]
    public void A_coordinate_above_theOrder_matches_its_remainder()
    {
        int found = 0;
        for (U256 r = 1; found < 4; r += 1)
        {
            if (!P256Signature.TryFor(r, hash: 12345, s: 67890, out P256Signature signature))
                continue;
            found++;
            Compare(signature).ShouldBeTrue();
        }
    }

    private static bool Compare(P256Signature signature)
    {
        (U256 hash, U256 r, U256 s, U256 x, U256 y) = signature;
        bool byLibrary = default(NativeHost).VerifyP256(in hash, in r, in s, in x, in y);
        bool byKernel = P256Curve.Verify(in hash, in r, in s, in x, in y);
        byLibrary.ShouldBe(byKernel, $"{signature}");
        return byKernel;
    }
}
