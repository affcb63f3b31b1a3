using Rollup.Testing;

namespace Rollup.StateTests.Differential;

/// <summary>
/// Random sequences of calls over several blocks on anvil and by the parallel executor, by the rules of Osaka: same receipts, accounts and storage roots after
/// every block. Sequences that once differed are kept under <c>tests/vectors/evm-sequences</c> and run first. ROLLUP_FUZZ_SEQUENCES and
/// ROLLUP_FUZZ_SEED make longer or other runs.
/// </summary>
public sealed class SequenceTests : IAsyncLifetime
{
    private static readonly int Sequences = FuzzSetting.Read("ROLLUP_FUZZ_SEQUENCES", 40);
    private static readonly int Seed = FuzzSetting.Read("ROLLUP_FUZZ_SEED", 1);

    private Anvil _anvil = null!;
    private SequenceComparison _comparison = null!;

    public async Task InitializeAsync()
    {
        _anvil = await Anvil.StartAsync(arguments: "--no-mining --order fifo --gas-limit 100000000");
        _comparison = new SequenceComparison(_anvil);
    }

    public async Task DisposeAsync()
    {
        _comparison.Dispose();
        await _anvil.DisposeAsync();
    }

    [Fact]
    public async Task Sequences_that_once_differed_do_not()
    {
        foreach (string file in Directory.EnumerateFiles(Vectors.Folder("evm-sequences"), "*.json").Order(StringComparer.Ordinal))
            await CompareAsync(CallSequence.Parse(await File.ReadAllTextAsync(file)));
    }

    [Fact]
    public async Task Random_programs_leave_the_same_on_both_block_after_block()
    {
        for (int i = 0; i < Sequences; i++)
            await CompareAsync(ProgramSequence.Generate(Seed + i));
    }

    [Fact]
    public async Task Users_of_compiled_contracts_get_the_same_on_both_block_after_block()
    {
        for (int i = 0; i < Sequences / 4; i++)
            await CompareAsync(DefiSequence.Generate(Seed + i));
    }

    private async Task CompareAsync(CallSequence sequence)
    {
        (string anvil, string executor) = await _comparison.RunAsync(sequence);
        executor.Split('\n').ShouldBe(anvil.Split('\n'), $"{sequence.Name}: {sequence.ToJson()}");
    }
}
