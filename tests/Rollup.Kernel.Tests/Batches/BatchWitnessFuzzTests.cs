using Rollup.Execution.Native;
using Rollup.Kernel.Batches;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.Batches;

/// <summary>Damaged witnesses: each one fails with a type or proves something else, and none crashes the kernel.</summary>
public class BatchWitnessFuzzTests
{
    [Fact]
    public void A_damaged_witness_fails_or_gives_another_digest()
    {
        byte[] witness = ExactWitness();
        BatchRun valid = BatchRun.Of(witness);
        valid.Result.Failure.ShouldBe(BatchFailure.None);

        var random = new Random(1);
        byte[] arena = new byte[4 << 20];
        using var evm = new EvmMemory();
        HashSet<BatchFailure> seen = [];
        for (int i = 0; i < 1500; i++)
        {
            byte[] damaged = Damage(witness, random);
            if (damaged.AsSpan().SequenceEqual(witness))
                continue;
            var host = default(Rollup.Kernel.Host.SoftwareHost);
            BatchResult result = BatchTransition.Run(ref host, ref evm.Machine, damaged, arena, out BatchOutput output);
            seen.Add(result.Failure);
            if (result.IsSuccess)
                output.PublicInput.ShouldNotBe(valid.PublicInput);
        }

        seen.Count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Noise_fails()
    {
        var random = new Random(2);
        for (int i = 0; i < 200; i++)
        {
            byte[] noise = new byte[random.Next(3000)];
            random.NextBytes(noise);
            if (noise.Length > 4 && random.Next(2) == 0)
                ((ReadOnlySpan<byte>)[2, 0, 0, 0]).CopyTo(noise);
            BatchRun.Of(noise, 3 << 20).Result.IsSuccess.ShouldBeFalse();
        }
    }

    /// <summary>A witness in which everything counts: no entry that execution does not look at.</summary>
    private static byte[] ExactWitness()
    {
        BatchScenario scenario = BatchFailureTests.Valid();
        scenario.Codes = [];
        HashSet<StateKey> all = scenario.AllTouched();
        foreach (StateKey key in all)
        {
            scenario.Touched = [.. all.Where(k => k != key)];
            if (BatchRun.Of(scenario.Witness()).Result.IsSuccess)
                all = scenario.Touched;
        }

        scenario.Touched = all;
        return scenario.Witness();
    }

    private static byte[] Damage(byte[] witness, Random random)
    {
        byte[] damaged = [.. witness];
        int position = random.Next(witness.Length);
        switch (random.Next(6))
        {
            case 0:
                damaged[position] ^= (byte)(1 << random.Next(8));
                return damaged;
            case 1:
                damaged[position] = (byte)random.Next(256);
                return damaged;
            case 2:
                return damaged[..position];
            case 3:
                return [.. damaged[..position], (byte)random.Next(3), .. damaged[position..]];
            case 4:
                return [.. damaged[..position], .. damaged[Math.Min(position + 1 + random.Next(64), damaged.Length)..]];
            default:
                // Lengths and counts are small little-endian numbers: the largest ones are the interesting ones.
                damaged.AsSpan(position, Math.Min(4, damaged.Length - position)).Fill(0xff);
                return damaged;
        }
    }
}
