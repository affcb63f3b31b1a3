namespace Rollup.Machine.Access;

/// <summary>A read of a register that holds an address: its two upper limbs are zero, so they are no columns.</summary>
public struct BaseColumns<T>
{
    public T Low;

    public T High;

    public AccessTimeColumns<T> Time;
}
