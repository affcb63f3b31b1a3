namespace Rollup.Stark.Parameters;

/// <summary>The challenges before which a prover does work, in the order of the protocol; those of folding once per round.</summary>
public enum WorkStage
{
    LogUp,
    Composition,
    OutOfDomain,
    Batching,
    Folding,
    Queries,
}
