namespace Rollup.StateTests;

/// <summary>The test data of the repository, found from wherever the tests run.</summary>
public static class Vectors
{
    /// <summary>The path of a folder of <c>tests/vectors</c>.</summary>
    public static string Folder(string name)
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string candidate = Path.Combine(folder, "tests", "vectors", name);
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException($"tests/vectors/{name} is in no folder above the test assembly.");
    }
}
