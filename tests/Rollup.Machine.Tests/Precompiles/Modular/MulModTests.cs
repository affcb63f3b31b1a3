using System.Numerics;
using Rollup.Machine.Events;
using static Rollup.Machine.Tests.Precompiles.Modular.Signatures;

namespace Rollup.Machine.Tests.Precompiles.Modular;

public class MulModTests
{
    [Fact]
    public void Products_of_random_numbers_are_proven()
    {
        Random random = new(1);
        Prove(Enumerable.Range(0, 64).Select(_ => (Number(random) >> random.Next(256), Number(random) >> random.Next(256), Number(random) >> random.Next(256))));
    }

    [Fact]
    public void Products_of_extreme_numbers_are_proven()
    {
        BigInteger last = (BigInteger.One << 256) - 1;
        BigInteger[] numbers = [0, 1, 2, last, last - 1, BigInteger.One << 255, N, BigInteger.One << 128, 3];
        Prove(from a in numbers from b in numbers from m in numbers select (a, b, m));
    }

    private static void Prove(IEnumerable<(BigInteger Left, BigInteger Right, BigInteger Modulus)> products)
    {
        (BigInteger Left, BigInteger Right, BigInteger Modulus)[] all = [.. products];
        ModularSegment segment = new(all.Select(p => (Precompile.MulMod, (ulong[])[.. Words(p.Left), .. Words(p.Right), .. Words(p.Modulus)])));
        for (int i = 0; i < all.Length; i++)
        {
            BigInteger expected = all[i].Modulus.IsZero ? 0 : all[i].Left * all[i].Right % all[i].Modulus;
            segment.Events.Calls(Precompile.MulMod)[i].Second.Select(word => word.New).ShouldBe(Words(expected));
        }

        segment.FindViolation()?.ToString().ShouldBeNull();
    }
}
