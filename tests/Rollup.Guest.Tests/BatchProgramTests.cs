using System.Runtime.InteropServices;
using Rollup.Guest.Platform;
using Rollup.Kernel.Batches;
using Rollup.Machine.Emulation;
using Rollup.Testing;
using Rollup.Testing.Batches;
using Rollup.Testing.Guests;

namespace Rollup.Guest.Tests;

/// <summary>The pinned program gives the node's words on the node's witnesses, and the node's failure on damaged ones.</summary>
public sealed class BatchProgramTests : IDisposable
{
    private const int DamagedWitnesses = 300;

    private static readonly GuestExecution Pinned = new(PinnedGuest.ReadElf());

    private readonly NativeRun _native = new();

    public static TheoryData<string> Witnesses => ["transfers-1", "transfers-4", "erc20-4"];

    public void Dispose() => _native.Dispose();

    [Theory]
    [MemberData(nameof(Witnesses))]
    public void The_program_returns_the_words_of_the_batch(string name)
    {
        byte[] witness = ReadWitness(name);
        string words = File.ReadAllText(PathOf(name, "words")).Trim();
        _native.Run(witness).ShouldBe((words, 0), $"{name}.words is not what the kernel gives");
        Emulator run = Pinned.RunOnWitness(witness);
        run.Exit!.Reason.ShouldBe(ExitReason.Halted);
        Convert.ToHexStringLower(GuestExecution.ReadOutput(run, PublicInput.Size)).ShouldBe(words);
        GuestExecution.ReadWords(run, MemoryMap.Output, 1)[0].ShouldBe(MemoryMap.Finished);
        GuestExecution.ReadWords(run, MemoryMap.Output + 104, 3).ShouldBe([0UL, 0, 0]);
    }

    [Fact]
    public void The_witnesses_of_the_vectors_are_made_anew_to_the_same_bytes()
    {
        BatchWorkload.Ether(1, 1_024).Witness.ShouldBe(ReadWitness("transfers-1"));
        BatchWorkload.Ether(4, 1_024).Witness.ShouldBe(ReadWitness("transfers-4"));
        BatchWorkload.Erc20(4, 1_024).Witness.ShouldBe(ReadWitness("erc20-4"));
    }

    [ToolchainFact]
    public void Without_precompiles_the_program_returns_the_same()
    {
        GuestExecution software = GuestExecution.Compile(typeof(BatchProgram), 1, 2, 3, 4, 5);
        Emulator run = software.RunOnWitness(ReadWitness("transfers-1"));
        run.Exit!.Reason.ShouldBe(ExitReason.Halted);
        Convert.ToHexStringLower(GuestExecution.ReadOutput(run, PublicInput.Size)).ShouldBe(File.ReadAllText(PathOf("transfers-1", "words")).Trim());
    }

    [Fact]
    public void A_damaged_witness_has_the_same_failure_or_the_same_words()
    {
        var random = new Random(8);
        HashSet<long> codes = [];
        foreach (string name in (string[])["transfers-4", "erc20-4"])
        {
            byte[] witness = ReadWitness(name);
            for (int i = 0; i < DamagedWitnesses / 2; i++)
            {
                byte[] damaged = Damage(witness, random);
                (string words, long code) = _native.Run(damaged);
                Emulator run = Pinned.RunOnWitness(damaged);
                _ = codes.Add(code & 0xff);
                if (code != 0)
                {
                    run.Exit!.Reason.ShouldBe(ExitReason.Failed, $"{name}, damage {i}");
                    ((long)run.Exit.Code).ShouldBe(code, $"{name}, damage {i}");
                    GuestExecution.ReadWords(run, MemoryMap.Output, 1)[0].ShouldBe(0UL);
                }
                else
                {
                    run.Exit!.Reason.ShouldBe(ExitReason.Halted, $"{name}, damage {i}");
                    Convert.ToHexStringLower(GuestExecution.ReadOutput(run, PublicInput.Size)).ShouldBe(words, $"{name}, damage {i}");
                }
            }
        }

        codes.Count.ShouldBeGreaterThan(8);
    }

    /// <summary>The length is the prover's choice like everything else of the input.</summary>
    [Theory]
    [InlineData(MemoryMap.MaxWitnessSize + 1)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 32)]
    public void A_length_beyond_the_input_is_a_failure(ulong length)
    {
        byte[] input = new byte[1_024];
        MemoryMarshal.Write(input, length);
        RunExit exit = Pinned.Run(input).Exit!;
        exit.Reason.ShouldBe(ExitReason.Failed);
        ((long)exit.Code).ShouldBe(FailureCode.Of(BatchFailure.MalformedWitness));
    }

    [Fact]
    public void The_longest_witness_of_nothing_is_a_failure()
    {
        byte[] input = new byte[64];
        MemoryMarshal.Write(input, MemoryMap.MaxWitnessSize);
        RunExit exit = Pinned.Run(input).Exit!;
        exit.Reason.ShouldBe(ExitReason.Failed);
        ((long)exit.Code).ShouldBe(FailureCode.Of(BatchFailure.UnknownWitnessVersion));
    }

    private static string PathOf(string name, string extension) => Path.Combine(RepositoryRoot.Path, "tests", "vectors", "witnesses", $"{name}.{extension}");

    private static byte[] ReadWitness(string name) => File.ReadAllBytes(PathOf(name, "bin"));

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
