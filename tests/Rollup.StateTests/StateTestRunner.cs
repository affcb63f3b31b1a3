using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Rollup.Kernel.Forks;

namespace Rollup.StateTests;

/// <summary>
/// Runs state tests of the ethereum/tests format (execution-spec-tests, "State Tests"): each gives a state, a transaction with variants, and per
/// fork and variant the root of the state after it, the hash of its logs, and whether it is invalid. Not for use by several threads at once.
/// </summary>
/// <param name="fork">The name of the fork in the files.</param>
public abstract class StateTestRunner(string fork) : IDisposable
{
    /// <summary>The names of the forks that can be run.</summary>
    public static IReadOnlyList<string> Forks { get; } = [nameof(Cancun), nameof(Prague), nameof(Osaka)];

    /// <summary>A runner for one of <see cref="Forks"/>.</summary>
    public static StateTestRunner For(string fork) => fork switch
    {
        nameof(Cancun) => new ForkTestRunner<Cancun>(),
        nameof(Prague) => new ForkTestRunner<Prague>(),
        nameof(Osaka) => new ForkTestRunner<Osaka>(),
        _ => throw new ArgumentException($"fork {fork} is not one of {string.Join(", ", Forks)}", nameof(fork)),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs all entries of the fork in one file; a file that cannot be read is one failure.</summary>
    public IEnumerable<StateTestResult> RunFile(string path)
    {
        string file = Path.GetFileNameWithoutExtension(path);
        if (!TryParse(path, out JsonDocument? document, out string? problem))
        {
            yield return new StateTestResult(file, $"cannot be read: {problem}");
            yield break;
        }

        using (document)
        {
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                if (!StateTestJson.TryGet(test.Value, "post", out JsonElement post) || !StateTestJson.TryGet(post, fork, out JsonElement entries))
                    continue;
                TestAccounts? accounts = null;
                foreach (JsonElement entry in entries.EnumerateArray())
                    yield return new StateTestResult($"{file}/{test.Name}{Indexes(entry)}", Attempt(() => RunEntry(test.Value, accounts ??= new TestAccounts(test.Value), entry)));
            }
        }
    }

    /// <summary>Frees what the runner holds.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>What is wrong with one post entry; null if nothing is.</summary>
    protected abstract string? RunEntry(JsonElement test, TestAccounts accounts, JsonElement entry);

    private static bool TryParse(string path, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? problem)
    {
        document = null;
        problem = null;
        try
        {
            document = JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            problem = exception.Message;
            return false;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return true;
        problem = "no object of tests";
        document.Dispose();
        document = null;
        return false;
    }

    /// <summary>One bad test must not keep the others from running: whatever goes wrong is its failure.</summary>
    private static string? Attempt(Func<string?> run)
    {
        try
        {
            return run();
        }
        catch (InvalidDataException exception)
        {
            return $"cannot be read: {exception.Message}";
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    private static string Indexes(JsonElement entry) => StateTestJson.TryGet(entry, "indexes", out JsonElement indexes)
        ? $"[{string.Join(' ', indexes.EnumerateObject().Select(index => $"{index.Name[0]}{index.Value}"))}]"
        : "";
}
