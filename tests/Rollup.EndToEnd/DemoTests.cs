using System.Text.Json;
using Rollup.Testing;

namespace Rollup.EndToEnd;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_tells_the_whole_story_and_reports_it_in_its_last_line()
    {
        string printed = await CommandLine.RunAsync(Path.Combine(RepositoryRoot.Path, "ops/demo.sh"), ["--transfers", "20"]);
        using JsonDocument figures = JsonDocument.Parse(printed.Trim().Split('\n')[^1]);
        JsonElement root = figures.RootElement;
        root.GetProperty("accepted").GetInt32().ShouldBe(20);
        root.GetProperty("blocks").GetInt32().ShouldBeGreaterThan(0);
        root.GetProperty("committed").GetInt32().ShouldBeInRange(1, root.GetProperty("batches").GetInt32());
        root.GetProperty("gasPerBatch").GetInt64().ShouldBeGreaterThan(21_000);
        root.GetProperty("dataBytesPerTransfer").GetDouble().ShouldBeGreaterThan(0);
        root.GetProperty("stateRoot").GetString()!.Length.ShouldBe(66);
        root.GetProperty("reconstructedStateRoot").GetString().ShouldBe(root.GetProperty("stateRoot").GetString());
    }
}
