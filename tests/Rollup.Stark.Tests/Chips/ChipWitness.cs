using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Bytes;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Chips.MulMod;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Examples;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Tests.Chips;

/// <summary>A small valid witness for every AIR: what tests of all AIRs start from.</summary>
public sealed record ChipWitness(IReadOnlyList<IAir> Airs, Trace[] Traces, KoalaBear[] PublicValues)
{
    public static ChipWitness Create(string name) => name switch
    {
        "fibonacci" => Fibonacci(),
        "squares" => Squares(),
        "poseidon2" => Poseidon2(),
        "keccak" => Keccak(2),
        "keccak batch" => KeccakBatchOf(2),
        "mulmod" => MulMod(),
        "poseidon2 behind a bus" => Poseidon2BehindABus(),
        "mulmod behind a bus" => MulModBehindABus(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public static ChipWitness Fibonacci()
    {
        (Trace trace, KoalaBear[] publicValues) = FibonacciAir.Generate(KoalaBear.One, KoalaBear.One, 32);
        return new([new FibonacciAir()], [trace], publicValues);
    }

    public static ChipWitness Squares()
    {
        (Trace sums, Trace table, KoalaBear sum) = SumOfSquaresAir.Generate([3, 5, 5, 63, 0, 12], 6);
        return new([new SumOfSquaresAir(), new SquareTableAir(6)], [sums, table], [sum]);
    }

    public static ChipWitness Poseidon2()
    {
        KoalaBear[] states = [.. Enumerable.Range(0, 16 * 11).Select(i => KoalaBear.FromCanonical((uint)i * 0x9e37_79b9u))];
        return new([new Poseidon2Air()], [Poseidon2Trace.Generate(states)], []);
    }

    public static ChipWitness Keccak(int count) => new([new KeccakAir()], [KeccakTrace.Generate(States(count))], []);

    public static ChipWitness KeccakBatchOf(int count)
    {
        (Trace[] traces, KoalaBear[] publicValues) = KeccakBatch.Generate(States(count));
        return new(KeccakBatch.Airs, traces, publicValues);
    }

    public static ChipWitness MulMod()
    {
        BytePairCounts counts = new();
        Trace trace = MulModTrace.Generate(MulModOperations(), counts);
        return new([new MulModAir(), new BytePairAir()], [trace, counts.ToTrace()], []);
    }

    /// <summary>A chip with the table that asks it.</summary>
    public static ChipWitness Poseidon2BehindABus()
    {
        Bus bus = new(20, "poseidon2", Poseidon2Air.MessageLength);
        KoalaBear[] states = [.. Enumerable.Range(0, 16 * 5).Select(i => KoalaBear.FromCanonical((uint)i * 77))];
        KoalaBear[][] messages = [.. states.Chunk(16).Select(input =>
        {
            KoalaBear[] output = [.. input];
            Poseidon2Permutation.Permute16(output);
            return (KoalaBear[])[.. input, .. output];
        })];
        return new([new PortAir(bus), new Poseidon2Air(bus)], [PortAir.Generate(messages), Poseidon2Trace.Generate(states, withMultiplicity: true)], []);
    }

    /// <inheritdoc cref="Poseidon2BehindABus"/>
    public static ChipWitness MulModBehindABus()
    {
        Bus bus = new(21, "mulmod", MulModAir.MessageLength);
        BytePairCounts counts = new();
        Trace chip = MulModTrace.Generate(MulModOperations(), counts);
        KoalaBear[][] messages = [.. MulModOperations().Select(o =>
            (KoalaBear[])[.. Bytes(o.Left, 32), .. Bytes(o.Right, 32), .. Bytes(o.Modulus, 33), .. Bytes(o.Left * o.Right % o.Modulus, 32)])];
        return new([new PortAir(bus), new MulModAir(bus), new BytePairAir()], [PortAir.Generate(messages), chip, counts.ToTrace()], []);

        static KoalaBear[] Bytes(BigInteger value, int count)
        {
            byte[] bytes = new byte[count];
            value.TryWriteBytes(bytes, out _, isUnsigned: true).ShouldBeTrue();
            return [.. bytes.Select(b => KoalaBear.FromCanonical(b))];
        }
    }

    /// <summary>Edge cases: the largest operands, moduli 1, 2, 2^255, 2^256 − 1 and 2^256, and primes.</summary>
    public static IReadOnlyList<(BigInteger Left, BigInteger Right, BigInteger Modulus)> MulModOperations()
    {
        BigInteger top = BigInteger.One << 256, max = top - 1;
        BigInteger secp256k1 = top - (BigInteger.One << 32) - 977;
        BigInteger random = BigInteger.Parse("103929005307927756512317023495619571217894126427953212463345679012345678901234567") % top;
        return
        [
            (max, max, 1), (max, max, 2), (max, max, max), (max, max, top), (max, max, BigInteger.One << 255), (0, max, secp256k1), (max, 1, secp256k1),
            (secp256k1 - 1, secp256k1 - 1, secp256k1), (random, random - 5, secp256k1), (random, random - 5, 1_000_003), (random % 65537, 65537, 65537), (max, random, 12),
        ];
    }

    public static ulong[] States(int count) => [.. Enumerable.Range(1, 25 * count).Select(i => (ulong)i * 0x9e37_79b9_7f4a_7c15)];
}
