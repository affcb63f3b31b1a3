using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rollup.Testing;

namespace Rollup.EndToEnd;

/// <summary><c>ops/dev.mjs</c>, which starts everything for development: killed, hung up on, and after a power cut.</summary>
[Trait("Category", "Faults")]
public sealed class DevelopmentTests : IAsyncLifetime
{
    private const string Started = "the next start resumes from the data folder.";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _data = Directory.CreateTempSubdirectory("rollup-dev-").FullName;
    private readonly int[] _ports = [LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free()];

    public Task InitializeAsync()
    {
        // PostgreSQL's user has to reach its files.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_data, (UnixFileMode)0b111_101_101);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (int process in Noted())
            await CommandLine.RunAsync("kill", ["-9", process.ToString(CultureInfo.InvariantCulture)]);
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task What_a_killed_start_has_left_is_ended_by_the_next_one_and_a_closed_terminal_leaves_nothing()
    {
        using (Process killed = await StartAsync())
        {
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        int[] left = Noted();
        left.Length.ShouldBe(3, "PostgreSQL, L1 and the node");
        left.ShouldAllBe(process => Runs(process));
        await CommandLine.RunAsync("node", [Script("check-dev.mjs"), .. Arguments()]);

        string deployed = await File.ReadAllTextAsync(Path.Combine(_data, "deployment.json"));
        StringBuilder printed = new();
        using Process next = await StartAsync(printed);
        printed.ToString().ShouldContain("which an earlier start has left");
        left.ShouldAllBe(process => !Runs(process));
        (await File.ReadAllTextAsync(Path.Combine(_data, "deployment.json"))).ShouldBe(deployed, "the chain goes on");

        int[] running = Noted();
        await SignalAsync(next, "HUP");
        next.ExitCode.ShouldBe(0);
        running.ShouldAllBe(process => !Runs(process));
        Noted().ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_power_cut_that_lost_L1_the_way_back_is_named_and_a_reset_takes_it()
    {
        using (Process first = await StartAsync())
            await SignalAsync(first, "TERM");
        File.Delete(Path.Combine(_data, "l1.json"));
        string deployed = await File.ReadAllTextAsync(Path.Combine(_data, "deployment.json"));

        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(() => CommandLine.RunAsync("node", [Script("dev.mjs"), .. Arguments()]));
        refused.Message.ShouldContain("exit code 1");
        refused.Message.ShouldContain("start anew with --reset");
        Noted().ShouldBeEmpty();

        await CommandLine.RunAsync("node", [Script("check-dev.mjs"), .. Arguments(), "--reset"]);
        using Process again = await StartAsync(null, "--reset");
        (await File.ReadAllTextAsync(Path.Combine(_data, "deployment.json"))).ShouldNotBe(deployed);
        await SignalAsync(again, "INT");
        again.ExitCode.ShouldBe(0);
    }

    private static string Script(string name) => Path.Combine(RepositoryRoot.Path, "ops", name);

    private IEnumerable<string> Arguments()
    {
        yield return "--data";
        yield return _data;
        yield return "--no-prover"; // What is tested here is the beginning and the end; DemoTests proves.
        string[] names = ["--rpc-port", "--operator-port", "--l1-port"];
        for (int i = 0; i < names.Length; i++)
        {
            yield return names[i];
            yield return _ports[i].ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts and waits until everything runs.</summary>
    private async Task<Process> StartAsync(StringBuilder? printed = null, params string[] more)
    {
        printed ??= new StringBuilder();
        var start = new ProcessStartInfo("node", [Script("dev.mjs"), .. Arguments(), .. more]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            printed.AppendLine(line);
            if (line.EndsWith(Started, StringComparison.Ordinal))
                return process;
        }

        throw new InvalidOperationException($"{printed}{await errors}");
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        await CommandLine.RunAsync("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>The processes that are noted to run on the folder.</summary>
    private int[] Noted()
    {
        string file = Path.Combine(_data, "processes.json");
        return File.Exists(file) ? [.. JsonElement.Parse(File.ReadAllText(file)).EnumerateArray().Select(process => process.GetProperty("pid").GetInt32())] : [];
    }

    private static bool Runs(int process)
    {
        // One that has ended may still wait for its parent to notice.
        string status = $"/proc/{process}/status";
        try
        {
            return File.Exists(status) && !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
