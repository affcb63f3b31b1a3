namespace Rollup.Stark.Proofs;

/// <summary>The challenges of a proof, in the order of <see cref="Protocol"/>. Each is set when it is sampled.</summary>
public sealed class Challenges<TExtension, TBit>(ProofPlan plan)
{
    /// <summary>Of LogUp, with <see cref="Beta"/>; not sampled if no table of the key has interactions.</summary>
    public TExtension Alpha { get; internal set; } = default!;

    public TExtension Beta { get; internal set; } = default!;

    /// <summary>Batches the constraints of a table.</summary>
    public TExtension Lambda { get; internal set; } = default!;

    /// <summary>The out-of-domain point.</summary>
    public TExtension Zeta { get; internal set; } = default!;

    /// <summary>Batches the openings of tables of one height.</summary>
    public TExtension Batching { get; internal set; } = default!;

    /// <summary>Per folding round.</summary>
    public TExtension[] Folding { get; } = new TExtension[plan.Schedule.Rounds.Count];

    /// <summary>Per folding round; sampled where tables are rolled in.</summary>
    public TExtension[] RollIn { get; } = new TExtension[plan.Schedule.Rounds.Count];

    /// <summary>[query][bit], lowest first: the position in the tallest tables' evaluation domain.</summary>
    public TBit[][] Queries { get; internal set; } = [];
}
