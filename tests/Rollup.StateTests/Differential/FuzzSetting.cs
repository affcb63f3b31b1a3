namespace Rollup.StateTests.Differential;

/// <summary>Numbers in the environment that make the fuzzers' runs longer or other ones.</summary>
internal static class FuzzSetting
{
    /// <summary>The variable's number; <paramref name="otherwise"/> if it is not set.</summary>
    public static int Read(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;
}
