using Rollup.Machine.Access;

namespace Rollup.Machine.Precompiles.Copy;

/// <summary>A word that is copied: read at the source, then written at the destination.</summary>
public struct CopyWordColumns<T>
{
    public ReadColumns<T> Source;

    public WriteColumns<T> Destination;
}
