namespace Rollup.Machine.Precompiles.Poseidon;

/// <summary>A word of a Poseidon2 state: two elements in Montgomery form, the lower half first.</summary>
public struct PoseidonWordColumns<T>
{
    public InPlaceWordColumns<T> Word;

    /// <summary>1 / (h − 0x7f00) for the high limb h of the result's lower half; anything where h = 0x7f00.</summary>
    public T LowerInverse;

    /// <summary>The same for its upper half.</summary>
    public T UpperInverse;
}
