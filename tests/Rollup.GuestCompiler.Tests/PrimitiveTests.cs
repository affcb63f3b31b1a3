using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Rollup.Guest.Platform;
using Rollup.GuestCompiler.Tests.Programs;
using Rollup.Kernel.Host;
using Rollup.Machine.Emulation;
using Rollup.Testing.Guests;

namespace Rollup.GuestCompiler.Tests;

/// <summary>The kernel's primitives give on the machine what they give natively: with its precompiles, and in software alone.</summary>
public class PrimitiveTests
{
    private static readonly ulong[] Edges =
    [
        0, 1, 2, 27, 0x7f, 0x80, 0xff, 0xc0, 0xf8, 0x7f00_0000, 0x7f00_0001, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, 0x1_0000_03d0, long.MaxValue, 1UL << 63, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    private static readonly Lazy<GuestExecution> WithPrecompiles = new(() => GuestExecution.Compile(typeof(PrimitivePrograms)));

    private static readonly Lazy<GuestExecution> InSoftware = new(() => GuestExecution.Compile(typeof(PrimitivePrograms), 1, 2, 3, 4, 5));

    /// <summary>Limbs at edges and at random, and now and then zeros from some limb on.</summary>
    private static Arbitrary<ulong[]> Inputs
    {
        get
        {
            Gen<ulong> limb = Gen.OneOf(Gen.Elements(Edges), ArbMap.Default.GeneratorFor<ulong>());
            Gen<ulong> random = ArbMap.Default.GeneratorFor<ulong>();
            Gen<ulong[]> edges = limb.ArrayOf(PrimitivePrograms.InputWords), all = random.ArrayOf(PrimitivePrograms.InputWords);
            return Arb.From(Gen.OneOf(edges, all, from words in edges from end in Gen.Choose(0, PrimitivePrograms.InputWords) select (ulong[])[.. words[..end], .. new ulong[PrimitivePrograms.InputWords - end]]));
        }
    }

    [ToolchainFact]
    public void Primitives_give_on_the_machine_what_they_give_natively()
    {
        for (int number = 0; number < PrimitivePrograms.Count; number++)
            Compare(WithPrecompiles.Value, number, runs: number < 8 ? 60 : 6);
    }

    [ToolchainFact]
    public void Primitives_in_software_give_on_the_machine_what_they_give_natively()
    {
        foreach (int number in (ReadOnlySpan<int>)[2, 3, 4, 6])
            Compare(InSoftware.Value, number, runs: 15);
    }

    [ToolchainFact]
    public void Signatures_over_P_256_are_valid_on_the_machine_as_natively()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = key.ExportParameters(false).Q;
        byte[] hash = SHA256.HashData([1, 2, 3]), signature = key.SignHash(hash);
        ulong[] input = new ulong[PrimitivePrograms.InputWords];
        byte[][] words = [hash, signature[..32], signature[32..], point.X!, point.Y!];
        for (int i = 0; i < words.Length; i++)
            Array.Reverse(words[i]);
        for (int i = 0; i < words.Length; i++)
            MemoryMarshal.Cast<byte, ulong>(words[i]).CopyTo(input.AsSpan(4 * (5 + i)));
        RunNatively(Signatures, input)[^1].ShouldBe(1UL);
        RunOnMachine(WithPrecompiles.Value, Signatures, input)[^1].ShouldBe(1UL);
    }

    /// <summary>The number of the program of signatures.</summary>
    private const int Signatures = 6;

    private static void Compare(GuestExecution program, int number, int runs) => Prop.ForAll(Inputs, input =>
    {
        RunOnMachine(program, number, input).ShouldBe(RunNatively(number, input), $"primitives {number} on {string.Join(", ", input)}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithReplay(8, 2 * (ulong)number + 1));

    private static ulong[] RunNatively(int number, ulong[] input)
    {
        ulong[] words = new ulong[PrimitivePrograms.MaxResults];
        var results = new Results(words);
        var host = default(SoftwareHost);
        PrimitivePrograms.Select(ref host, number, input, ref results);
        return words[..results.Count];
    }

    private static ulong[] RunOnMachine(GuestExecution program, int number, ulong[] input)
    {
        Emulator emulator = program.Run(MemoryMarshal.AsBytes<ulong>([(ulong)number, .. input]));
        emulator.Exit!.Reason.ShouldBe(ExitReason.Halted, $"primitives {number} on {string.Join(", ", input)}");
        int count = (int)GuestExecution.ReadWords(emulator, MemoryMap.Arena, 1)[0];
        return GuestExecution.ReadWords(emulator, MemoryMap.Arena + sizeof(ulong), count);
    }
}
