namespace Rollup.Machine.Access;

/// <summary>When a word was accessed before, and half of the proof that this is past: now − previous − 1 is GapLow + 2^16·high, and the high byte is no column but an expression.</summary>
public struct AccessTimeColumns<T>
{
    /// <summary>The time of the previous access to the word in this segment, 0 if there was none.</summary>
    public T Previous;

    /// <summary>The low 16 bits of now − previous − 1.</summary>
    public T GapLow;
}
