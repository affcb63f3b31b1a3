using Rollup.Testing;

namespace Rollup.StateTests.Differential;

public class CompiledContractTests
{
    [Fact]
    public async Task The_contracts_are_what_the_compiler_makes_of_their_sources() =>
        (await CommandLine.RunAsync("node", [Path.Combine(CompiledContract.Folder, "compile.mjs"), "--check"])).ShouldBeEmpty();
}
