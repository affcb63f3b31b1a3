using System.Runtime.CompilerServices;

namespace Rollup.Machine.Precompiles.Copy;

/// <summary>The words that a call copies.</summary>
[InlineArray(Count)]
public struct CopyWords<T>
{
    public const int Count = 8;

    private CopyWordColumns<T> _word0;
}
