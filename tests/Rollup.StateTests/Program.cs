using System.Diagnostics;

namespace Rollup.StateTests;

/// <summary>The command: runs every state test under a folder.</summary>
public static class Program
{
    /// <summary><c>DIR [--fork Cancun]</c>; ends with the line <c>N passed, N failed</c>, and with status 1 on a failure or if nothing ran.</summary>
    public static int Main(string[] args) => Run(args, Console.Out);

    /// <summary>The command with its output.</summary>
    public static int Run(string[] args, TextWriter output)
    {
        string fork = "Cancun";
        string? folder = null;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--fork")
                fork = args.ElementAtOrDefault(++i) ?? "";
            else if (folder is null && !args[i].StartsWith("--", StringComparison.Ordinal))
                folder = args[i];
            else
                fork = "";
        }

        if (folder is null || !Directory.Exists(folder) || !StateTestRunner.Forks.Contains(fork))
        {
            Console.Error.WriteLine($"usage: Rollup.StateTests DIR [--fork {string.Join('|', StateTestRunner.Forks)}]   (DIR: a folder with state tests of the ethereum/tests format)");
            return 1;
        }

        long start = Stopwatch.GetTimestamp();
        int passed = 0;
        int failed = 0;
        using StateTestRunner runner = StateTestRunner.For(fork);
        foreach (string file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (StateTestResult result in runner.RunFile(file))
            {
                if (result.Failure is null)
                {
                    passed++;
                    continue;
                }

                failed++;
                output.WriteLine($"FAILED {result.Name}: {result.Failure}");
            }
        }

        output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        output.WriteLine($"{passed} passed, {failed} failed");
        return failed > 0 || passed == 0 ? 1 : 0;
    }
}
