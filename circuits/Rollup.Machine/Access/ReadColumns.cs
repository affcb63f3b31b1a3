namespace Rollup.Machine.Access;

/// <summary>A read of a word.</summary>
public struct ReadColumns<T>
{
    public WordColumns<T> Value;

    public AccessTimeColumns<T> Time;
}
