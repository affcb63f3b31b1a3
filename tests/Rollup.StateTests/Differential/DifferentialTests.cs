using Rollup.Kernel.Evm.Frames;
using Rollup.Testing;

namespace Rollup.StateTests.Differential;

/// <summary>
/// Random programs on the kernel's EVM and on anvil, by the rules of Osaka: same status, gas, logs, storage and balances. Cases that once
/// differed are kept under <c>tests/vectors/evm-differential</c> and run first. ROLLUP_FUZZ_CASES and ROLLUP_FUZZ_SEED make longer or other runs.
/// </summary>
public sealed class DifferentialTests : IAsyncLifetime, IDisposable
{
    private const int Contracts = 3;

    private static readonly int Cases = FuzzSetting.Read("ROLLUP_FUZZ_CASES", 150);
    private static readonly int Seed = FuzzSetting.Read("ROLLUP_FUZZ_SEED", 1);

    private readonly EvmScenario _scenario = new(EvmMachine.MinimumBufferSize);
    private Anvil _anvil = null!;

    public async Task InitializeAsync() => _anvil = await Anvil.StartAsync();

    public async Task DisposeAsync() => await _anvil.DisposeAsync();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Cases_that_once_differed_do_not()
    {
        foreach (string file in Directory.EnumerateFiles(Vectors.Folder("evm-differential"), "*.json").Order(StringComparer.Ordinal))
            await CompareAsync(DifferentialCase.Parse(await File.ReadAllTextAsync(file)));
    }

    [Fact]
    public async Task Corners_of_the_rules_are_the_same_on_both()
    {
        foreach (DifferentialCase test in CornerCases.All)
            await CompareAsync(test);
    }

    [Fact]
    public async Task Random_programs_do_the_same_on_both()
    {
        for (int i = 0; i < Cases; i++)
            await CompareAsync(Generate(Seed + i));
    }

    private async Task CompareAsync(DifferentialCase test)
    {
        (string anvil, string kernel) = await new AnvilComparison(_anvil, _scenario).RunAsync(test);
        kernel.ShouldBe(anvil, $"{test.Name}: {test.ToJson()}");
    }

    private static DifferentialCase Generate(int seed)
    {
        var random = new Random(seed);
        var generator = new ProgramGenerator(random, Contracts);
        byte[][] codes = [.. Enumerable.Range(0, Contracts).Select(_ => generator.Next(random.Next(5, 40)))];
        if (random.Next(4) == 0)
            codes[random.Next(Contracts)] = [0xef, 0x01, 0x00, .. random.Next(4) == 0 ? new byte[20] : DifferentialCase.Placeholder(random.Next(Contracts))];
        return new DifferentialCase($"seed {seed}", codes, generator.Data(120), (ulong)random.Next(3), (ulong)random.Next(60_000, 3_000_000));
    }
}
