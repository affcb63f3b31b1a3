using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>Passes the messages of <paramref name="source"/> on and keeps them for a proof.</summary>
internal sealed class ProofCollector<TBase, TExtension, TDigest>(ProofPlan plan, IProofMessages<TBase, TExtension, TDigest> source) : IProofMessages<TBase, TExtension, TDigest>
{
    private readonly Dictionary<ColumnKind, TDigest[]> _caps = [];
    private readonly TDigest[][] _foldCaps = new TDigest[plan.Schedule.Rounds.Count][];
    private readonly List<TBase> _nonces = [];
    private TExtension[] _cumulativeSums = [];
    private TExtension[] _finalPolynomial = [];
    private TableOpenings<TExtension>[] _openings = [];

    public TDigest[] Commitment(ColumnKind kind, int round)
    {
        TDigest[] cap = source.Commitment(kind, round);
        if (kind == ColumnKind.Fold)
            _foldCaps[round] = cap;
        else
            _caps.Add(kind, cap);
        return cap;
    }

    public TExtension[] CumulativeSums() => _cumulativeSums = source.CumulativeSums();

    public TableOpenings<TExtension>[] Openings() => _openings = source.Openings();

    public TExtension[] FinalPolynomial() => _finalPolynomial = source.FinalPolynomial();

    public TBase Nonce(WorkStage stage, int round)
    {
        _nonces.Add(source.Nonce(stage, round));
        return _nonces[^1];
    }

    /// <summary>The proof, once all messages have passed.</summary>
    public Proof<TBase, TExtension, TDigest> ToProof(QueryOpening<TBase, TExtension, TDigest>[] queries) => new(
        plan.ShapeIndex, _caps[ColumnKind.Main], _cumulativeSums, _caps.GetValueOrDefault(ColumnKind.LogUp, []), _caps[ColumnKind.Quotient], _openings, _foldCaps, _finalPolynomial,
        [.. _nonces], queries);
}
