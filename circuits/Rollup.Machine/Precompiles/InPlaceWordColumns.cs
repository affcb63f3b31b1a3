using Rollup.Machine.Access;

namespace Rollup.Machine.Precompiles;

/// <summary>A word that a call replaces.</summary>
public struct InPlaceWordColumns<T>
{
    /// <summary>The word as it was, which the call reads.</summary>
    public WriteColumns<T> Access;

    /// <summary>The word that the call leaves.</summary>
    public WordColumns<T> Result;
}
