using System.Runtime.InteropServices;
using Rollup.Guest.Platform;
using Rollup.GuestCompiler.Tests.Programs;
using Rollup.Machine.Emulation;
using Rollup.Testing.Guests;

namespace Rollup.GuestCompiler.Tests;

/// <summary>Small programs, one per feature of IL and of the library, which have to give on the machine what they give natively.</summary>
public class FeatureTests
{
    private const int RandomInputs = 25;

    private static readonly ulong[] Edges =
        [0, 1, 2, 7, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, long.MaxValue, 1UL << 63, ulong.MaxValue - 1, ulong.MaxValue];

    private static readonly Lazy<GuestExecution> Programs = new(() => GuestExecution.Compile(typeof(FeaturePrograms)));

    private static readonly Lazy<GuestExecution> Failures = new(() => GuestExecution.Compile(typeof(FailingPrograms)));

    [ToolchainFact]
    public void Every_feature_gives_on_the_machine_what_it_gives_natively()
    {
        var random = new Random(8);
        int programs = 0;
        for (; RunNatively(programs, new ulong[FeaturePrograms.InputWords]) is not null; programs++)
        {
            for (int round = 0; round < RandomInputs; round++)
            {
                ulong[] input = [.. Enumerable.Range(0, FeaturePrograms.InputWords).Select(_ => Draw(random))];
                ulong[] expected = RunNatively(programs, input)!;
                RunOnMachine(programs, input).ShouldBe(expected, $"program {programs} on {string.Join(", ", input)}");
            }
        }

        programs.ShouldBe(27);
    }

    [ToolchainFact]
    public void A_check_that_fails_natively_fails_on_the_machine()
    {
        foreach ((int number, ulong passes, ulong fails) in FailingPrograms.Operands)
        {
            Emulator passed = Failures.Value.Run(MemoryMarshal.AsBytes<ulong>([(ulong)number, passes]));
            passed.Exit!.Reason.ShouldBe(ExitReason.Halted, $"check {number} on {passes}");
            GuestExecution.ReadWords(passed, MemoryMap.Arena, 1)[0].ShouldBe(FailingPrograms.Compute(number, passes));

            _ = Should.Throw<SystemException>(() => FailingPrograms.Compute(number, fails), $"check {number} on {fails}");
            Emulator failed = Failures.Value.Run(MemoryMarshal.AsBytes<ulong>([(ulong)number, fails]));
            failed.Exit!.Reason.ShouldBe(ExitReason.Failed, $"check {number} on {fails}");
            ((long)failed.Exit.Code).ShouldBe(GuestTrap.Code);
        }
    }

    [ToolchainFact]
    public void A_program_fails_with_its_own_code_or_goes_on()
    {
        GuestExecution program = GuestExecution.Compile(typeof(StoppingProgram));
        Emulator failed = program.Run(MemoryMarshal.AsBytes<ulong>([77]));
        failed.Exit!.Reason.ShouldBe(ExitReason.Failed);
        failed.Exit.Code.ShouldBe(77u);
        Emulator finished = program.Run(MemoryMarshal.AsBytes<ulong>([0]));
        finished.Exit!.IsHalted.ShouldBeTrue();
        GuestExecution.ReadWords(finished, MemoryMap.Arena, 1)[0].ShouldBe(5u);
    }

    private static ulong Draw(Random random) => random.Next(3) switch
    {
        0 => Edges[random.Next(Edges.Length)],
        1 => (ulong)random.Next(100),
        _ => (ulong)random.NextInt64() ^ ((ulong)random.Next(2) << 63),
    };

    private static ulong[]? RunNatively(int program, ulong[] input)
    {
        ulong[] words = new ulong[FeaturePrograms.MaxResults];
        var results = new Results(words);
        return FeaturePrograms.Select(program, input, ref results) ? words[..results.Count] : null;
    }

    private static ulong[] RunOnMachine(int program, ulong[] input)
    {
        Emulator emulator = Programs.Value.Run(MemoryMarshal.AsBytes<ulong>([(ulong)program, .. input]));
        emulator.Exit!.Reason.ShouldBe(ExitReason.Halted, $"program {program} on {string.Join(", ", input)}");
        int count = (int)GuestExecution.ReadWords(emulator, MemoryMap.Arena, 1)[0];
        return GuestExecution.ReadWords(emulator, MemoryMap.Arena + sizeof(ulong), count);
    }
}
