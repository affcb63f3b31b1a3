namespace Rollup.Recursion.Programs;

/// <summary>Words of memory are numbered from 0 while a program is recorded, extension elements and digests apart.</summary>
internal static class Words
{
    /// <summary>Stands in a slot that is not used.</summary>
    public const int None = -1;
}
