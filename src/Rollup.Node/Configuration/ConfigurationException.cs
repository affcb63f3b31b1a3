namespace Rollup.Node.Configuration;

/// <summary>The node cannot start as it is configured; the message is for the operator and names each setting that is wrong.</summary>
public sealed class ConfigurationException(IReadOnlyCollection<string> problems)
    : Exception("The configuration is not valid:" + string.Concat(problems.Select(problem => $"\n  {problem}")))
{
    /// <summary>An exception about one setting.</summary>
    public ConfigurationException(string problem)
        : this([problem])
    {
    }

    /// <summary>What is wrong, one sentence per setting.</summary>
    public IReadOnlyCollection<string> Problems { get; } = problems;
}
