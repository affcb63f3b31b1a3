namespace Rollup.Recursion.Proving;

/// <summary>The proofs on the way from a run to the one that Ethereum checks, in order.</summary>
public enum ProofKind
{
    /// <summary>Of a segment of a run, by the machine.</summary>
    Segment,

    /// <summary>That there is a proof of a segment.</summary>
    Lift,

    /// <summary>Of two neighbouring executions, each a lift or a join.</summary>
    Join,

    /// <summary>Of the batch of a finished run.</summary>
    Close,

    /// <summary>Of two neighbouring ranges of batches, each a close or a chain.</summary>
    Chain,

    /// <summary>Of a range of batches, in few rows.</summary>
    Shrink,

    /// <summary>The same for Ethereum.</summary>
    Final,
}
