using System.Security.Cryptography;
using System.Text;
using Rollup.Guest.Platform;
using Rollup.GuestCompiler;
using Rollup.GuestCompiler.Building;
using Rollup.Machine.Isa;
using Rollup.Machine.Programs;
using Rollup.Testing.Guests;
using MachineMap = Rollup.Machine.MemoryMap;

namespace Rollup.Guest.Tests;

/// <summary>The pinned program is what the kernel compiles to now.</summary>
public class PinnedGuestTests
{
    private static readonly Lazy<string> Module = new(() => GuestToolchain.Translate(new GuestSource(typeof(BatchProgram).Assembly.Location, typeof(BatchProgram).FullName!)));

    /// <summary>Needs no toolchain, so that a forgotten pin fails everywhere.</summary>
    [Fact]
    public void The_kernel_has_not_changed_since_its_program_was_pinned() =>
        HashOf(Encoding.UTF8.GetBytes(Module.Value)).ShouldBe(PinnedGuest.ReadDescription().ModuleHash, $"pin the kernel's program again: {PinnedGuest.RepinCommand}");

    [ToolchainFact]
    public void The_toolchain_makes_the_pinned_bytes_of_the_kernel()
    {
        GuestToolchain toolchain = GuestToolchain.Find()!;
        // Another release of clang 19 may choose other instructions; then the module's hash has to do.
        if (toolchain.Version == PinnedGuest.ReadDescription().Toolchain)
            HashOf(toolchain.Build(Module.Value)).ShouldBe(PinnedGuest.ReadDescription().ElfHash, $"pin the kernel's program again: {PinnedGuest.RepinCommand}");
    }

    [Fact]
    public void The_pinned_file_is_the_one_that_its_description_describes() =>
        HashOf(PinnedGuest.ReadElf()).ShouldBe(PinnedGuest.ReadDescription().ElfHash);

    [Fact]
    public void The_pinned_program_consists_of_instructions_of_the_machine()
    {
        ProgramImage program = ProgramImage.FromElf(PinnedGuest.ReadElf());
        program.Entry.ShouldBe(MachineMap.ImageStart);
        program.Code.ShouldAllBe(row => row.Operation != Operation.Invalid);
    }

    [Fact]
    public void Program_and_machine_agree_on_the_memory_map()
    {
        MemoryMap.Output.ShouldBe(MachineMap.Output);
        MemoryMap.Finished.ShouldBe(MachineMap.OutputFixedWord);
        MemoryMap.Input.ShouldBe(MachineMap.Input);
        (MemoryMap.Input + MemoryMap.InputSize).ShouldBe(MachineMap.InputEnd);
        MemoryMap.Arena.ShouldBe(MachineMap.Arena);
        (MemoryMap.Arena + MemoryMap.ArenaSize).ShouldBe(MachineMap.ArenaEnd);
        MemoryMap.EvmBuffer.ShouldBe(MachineMap.EvmBuffer);
        (MemoryMap.EvmBuffer + MemoryMap.EvmBufferSize).ShouldBe(MachineMap.EvmBufferEnd);
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
