using System.Runtime.CompilerServices;

namespace Rollup.Machine.Precompiles.Keccak;

/// <summary>The lanes of a state in memory.</summary>
[InlineArray(Count)]
public struct KeccakLaneColumns<T>
{
    public const int Count = 25;

    private InPlaceWordColumns<T> _lane0;
}
