using System.Numerics;
using Rollup.Machine.Events;
using Rollup.Machine.Precompiles.Modular;

namespace Rollup.Machine.Tests.Precompiles.Modular;

public class ModularTests
{
    private static readonly BigInteger N = Secp256k1Group.Order;

    [Fact]
    public void Products_of_random_and_extreme_numbers_satisfy_the_tables()
    {
        Random random = new(4);
        ulong[][] operands = [.. Enumerable.Range(0, 24).Select(_ => RandomWords(random, 12)), .. Extremes()];
        ModularSegment segment = new(operands.Select(o => (Precompile.MulMod, o)));
        segment.FindViolation()?.ToString().ShouldBeNull();
    }

    [Fact]
    public void A_recovered_key_satisfies_the_tables()
    {
        ModularSegment segment = new([(Precompile.Recover, Signature(random: new(1)))]);
        segment.Events.Calls(Precompile.Recover)[0].Second[0].New.ShouldBe(1ul);
        segment.FindViolation()?.ToString().ShouldBeNull();
    }

    private static IEnumerable<ulong[]> Extremes()
    {
        ulong[] zero = new ulong[4], one = [1, 0, 0, 0], all = [ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue], top = [0, 0, 0, 1ul << 63];
        ulong[][] numbers = [zero, one, all, top];
        return from a in numbers from b in numbers from m in numbers select (ulong[])[.. a, .. b, .. m];
    }

    private static ulong[] RandomWords(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64() << random.Next(2))];

    private static ulong[] Signature(Random random)
    {
        BigInteger hash = Random(random), k = Random(random), secret = Random(random);
        CurvePoint point = Secp256k1Group.Multiply(Secp256k1Group.Generator, k);
        BigInteger r = point.X % N, s = Secp256k1Group.Inverse(k, N) * (hash + (r * secret)) % N;
        return [.. Words(hash), .. Words(r), .. Words(s), point.Y.IsEven ? 0ul : 1];
    }

    private static BigInteger Random(Random random)
    {
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        return (new BigInteger(bytes, isUnsigned: true) % (N - 1)) + 1;
    }

    private static ulong[] Words(BigInteger value) => [.. Enumerable.Range(0, 4).Select(i => (ulong)(value >> (64 * i) & ulong.MaxValue))];
}
