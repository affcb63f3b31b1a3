using Rollup.GuestCompiler.Building;
using Rollup.GuestCompiler.Tests.Programs;
using Rollup.Machine;
using Rollup.Machine.Isa;
using Rollup.Machine.Programs;
using Rollup.Testing.Guests;

namespace Rollup.GuestCompiler.Tests;

public class BuildTests
{
    private static readonly string Module = GuestToolchain.Translate(new GuestSource(typeof(FeaturePrograms).Assembly.Location, typeof(FeaturePrograms).FullName!));

    [ToolchainFact]
    public void The_same_module_is_built_to_the_same_bytes() =>
        GuestToolchain.Find()!.Build(Module).ShouldBe(GuestToolchain.Find()!.Build(Module));

    [ToolchainFact]
    public void A_program_consists_of_instructions_of_the_machine_and_keeps_its_symbols()
    {
        ProgramImage program = ProgramImage.FromElf(GuestToolchain.Find()!.Build(Module));
        program.Entry.ShouldBe(MemoryMap.ImageStart);
        program.Code.ShouldAllBe(row => row.Operation != Operation.Invalid);
        program.Symbols.ShouldContain(symbol => symbol.Name == "_start");
        program.Symbols.ShouldContain(symbol => symbol.Name == "memcpy");
        program.Symbols.ShouldContain(symbol => symbol.Name == "StructPrograms.Changed");
    }

    [ToolchainFact]
    public void What_the_toolchain_refuses_is_reported_with_its_own_words() =>
        Should.Throw<GuestCompilationException>(() => GuestToolchain.Find()!.Build("no module")).Message.ShouldContain("expected top-level entity");
}
