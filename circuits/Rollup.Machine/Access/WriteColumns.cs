namespace Rollup.Machine.Access;

/// <summary>A write of a word: what it overwrites. The new value is the chip's.</summary>
public struct WriteColumns<T>
{
    public WordColumns<T> Old;

    public AccessTimeColumns<T> Time;
}
