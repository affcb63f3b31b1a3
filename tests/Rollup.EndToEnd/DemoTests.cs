using System.Text.Json;
using Rollup.Testing;

namespace Rollup.EndToEnd;

public sealed class DemoTests
{
    /// <summary>With a real proof: the one test in which everything is as in production but the number of transfers.</summary>
    [Fact]
    public async Task The_demo_tells_the_whole_story_up_to_the_claim_against_a_proof_and_reports_it_in_its_last_line()
    {
        string printed = await CommandLine.RunAsync(Path.Combine(RepositoryRoot.Path, "ops/demo.sh"), ["--transfers", "5"]);
        using JsonDocument figures = JsonDocument.Parse(printed.Trim().Split('\n')[^1]);
        JsonElement root = figures.RootElement;
        root.GetProperty("accepted").GetInt32().ShouldBe(5);
        root.GetProperty("blocks").GetInt32().ShouldBeGreaterThan(0);
        root.GetProperty("committed").GetInt32().ShouldBeInRange(1, root.GetProperty("batches").GetInt32());
        root.GetProperty("gasPerBatch").GetInt64().ShouldBeGreaterThan(21_000);
        root.GetProperty("dataBytesPerTransfer").GetDouble().ShouldBeGreaterThan(0);
        root.GetProperty("stateRoot").GetString()!.Length.ShouldBe(66);
        root.GetProperty("reconstructedStateRoot").GetString().ShouldBe(root.GetProperty("stateRoot").GetString());
        root.GetProperty("proven").GetInt32().ShouldBeInRange(1, root.GetProperty("committed").GetInt32());
        root.GetProperty("proveSeconds").GetInt32().ShouldBeGreaterThan(0);
        root.GetProperty("sealToFinalSeconds").GetInt32().ShouldBeGreaterThan(0);
        root.GetProperty("proofBytes").GetInt32().ShouldBeInRange(50_000, 128_000);
        root.GetProperty("proveGas").GetInt64().ShouldBeInRange(1_000_000, 16_777_216);
        root.GetProperty("claimed").GetBoolean().ShouldBeTrue();
        root.GetProperty("soundnessBits").GetDouble().ShouldBeGreaterThanOrEqualTo(100);
    }
}
