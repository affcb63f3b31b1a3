namespace Rollup.Machine.Precompiles.Keccak;

/// <summary>A call of Keccak-f[1600].</summary>
public struct KeccakCallColumns<T>
{
    public CallColumns<T> Call;

    /// <summary>The 25 lanes.</summary>
    public KeccakLaneColumns<T> Lanes;
}
