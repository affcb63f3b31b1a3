using System.Runtime.InteropServices;
using Rollup.Guest;
using Rollup.Guest.Platform;
using Rollup.GuestCompiler;
using Rollup.GuestCompiler.Building;
using Rollup.Machine.Emulation;
using Rollup.Machine.Programs;

namespace Rollup.Testing.Guests;

/// <summary>A program on the machine: compiled from a type of a test assembly, or pinned.</summary>
public sealed class GuestExecution(byte[] elf)
{
    private const long MaxInstructions = 4_000_000_000;

    private readonly ProgramImage _program = ProgramImage.FromElf(elf);

    /// <summary>Compiles the program whose entry is the method Run of a static class.</summary>
    public static GuestExecution Compile(Type program, params int[] disabledInstructions)
    {
        var source = new GuestSource(program.Assembly.Location, program.FullName!) { DisabledInstructions = disabledInstructions.ToHashSet() };
        GuestToolchain toolchain = GuestToolchain.Find() ?? throw new InvalidOperationException("There is no toolchain.");
        return new GuestExecution(toolchain.Build(GuestToolchain.Translate(source)));
    }

    /// <summary>Runs the program on an input to its end, however it ends.</summary>
    public Emulator Run(ReadOnlySpan<byte> input)
    {
        var emulator = new Emulator(_program, input);
        emulator.Run(MaxInstructions);
        return emulator.Exit is null ? throw new InvalidOperationException("The program does not end.") : emulator;
    }

    /// <summary>Runs on the input that a witness makes.</summary>
    public Emulator RunOnWitness(ReadOnlySpan<byte> witness) => Run(BatchRun.InputOf(witness));

    /// <summary>The words from an address on.</summary>
    public static ulong[] ReadWords(Emulator emulator, ulong address, int count) =>
        [.. Enumerable.Range(0, count).Select(i => emulator.Memory.ReadWord((uint)(address / sizeof(ulong)) + (uint)i))];

    /// <summary>The output of a run that has finished, without its first word.</summary>
    public static byte[] ReadOutput(Emulator emulator, int size) =>
        MemoryMarshal.AsBytes<ulong>(ReadWords(emulator, MemoryMap.Output + sizeof(ulong), size / sizeof(ulong))).ToArray();
}
