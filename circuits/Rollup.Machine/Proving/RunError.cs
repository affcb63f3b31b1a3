namespace Rollup.Machine.Proving;

/// <summary>Why the proofs of segments do not prove a run.</summary>
public enum RunError
{
    None = 0,

    /// <summary>Bytes that are no run or no segment, or the wrong number of segments.</summary>
    Malformed,

    /// <summary>The first segment does not start at the entry, with the program's image, zero registers and zero memory but for the input.</summary>
    WrongStart,

    /// <summary>A segment does not start where the one before it ends.</summary>
    BrokenChain,

    /// <summary>The STARK's verifier rejects a segment.</summary>
    SegmentRejected,

    /// <summary>The last segment does not end at the halt pc.</summary>
    NotHalted,

    /// <summary>The output's words are not in the last memory.</summary>
    WrongOutput,

    /// <summary>The output does not begin with the fixed word: the program has not written it.</summary>
    OutputMissing,
}
