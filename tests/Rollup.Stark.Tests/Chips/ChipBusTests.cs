using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Chips.Bytes;
using Rollup.Stark.Chips.MulMod;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;
using Rollup.Stark.Tests.Proofs;

namespace Rollup.Stark.Tests.Chips;

/// <summary>Chips behind a bus: they answer for what they compute, and for nothing else.</summary>
public sealed class ChipBusTests
{
    [Fact]
    public void Poseidon2_answers_for_permutations()
    {
        Bus bus = new(20, "poseidon2", Poseidon2Air.MessageLength);
        KoalaBear[] states = [.. Enumerable.Range(0, 16 * 5).Select(i => KoalaBear.FromCanonical((uint)i * 77))];
        KoalaBear[][] messages = [.. states.Chunk(16).Select(input =>
        {
            KoalaBear[] output = [.. input];
            Poseidon2Permutation.Permute16(output);
            return (KoalaBear[])[.. input, .. output];
        })];
        ShouldAnswerOnlyFor(messages, [new PortAir(bus), new Poseidon2Air(bus)], port => [port, Poseidon2Trace.Generate(states, withMultiplicity: true)]);
    }

    [Fact]
    public void Mulmod_answers_for_products()
    {
        Bus bus = new(21, "mulmod", MulModAir.MessageLength);
        BytePairCounts counts = new();
        Trace chip = MulModTrace.Generate(ChipWitness.MulModOperations(), counts);
        KoalaBear[][] messages = [.. ChipWitness.MulModOperations().Select(o =>
            (KoalaBear[])[.. Bytes(o.Left, 32), .. Bytes(o.Right, 32), .. Bytes(o.Modulus, 33), .. Bytes(o.Left * o.Right % o.Modulus, 32)])];
        ShouldAnswerOnlyFor(messages, [new PortAir(bus), new MulModAir(bus), new BytePairAir()], port => [port, chip, counts.ToTrace()]);
    }

    private static void ShouldAnswerOnlyFor(KoalaBear[][] messages, IReadOnlyList<IAir> airs, Func<Trace, Trace[]> traces)
    {
        ProvingKey<KeccakSuite> key = ProvingKey<KeccakSuite>.Create(TestParameters.Fast(queries: 2) with { MaxLogHeight = 16 }, airs);
        Trace[] valid = traces(PortAir.Generate(messages));
        TraceChecker.FindViolation(airs, valid, []).ShouldBeNull();
        Verifier.Verify(key.Verifying, [], Prover.Prove(key, valid, [])).ShouldBe(VerificationResult.Valid);

        messages[3][^1] += KoalaBear.One;
        Trace[] wrong = traces(PortAir.Generate(messages));
        TraceChecker.FindViolation(airs, wrong, []).ShouldNotBeNull();
        Verifier.Verify(key.Verifying, [], Prover.Prove(key, wrong, [])).Error.ShouldBe(VerificationError.BusesDoNotBalance);
    }

    private static KoalaBear[] Bytes(BigInteger value, int count)
    {
        byte[] bytes = new byte[count];
        value.TryWriteBytes(bytes, out _, isUnsigned: true).ShouldBeTrue();
        return [.. bytes.Select(b => KoalaBear.FromCanonical(b))];
    }
}
