using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>The verifier's side of <see cref="Protocol"/>: challenges that depend on everything absorbed before.</summary>
public interface IChallenger<TBase, TExtension, TDigest, TBit>
{
    void Absorb(TBase value);

    void Absorb(TExtension value);

    void Absorb(TDigest value);

    /// <summary>A small number that the plan fixes.</summary>
    void AbsorbConstant(int value);

    TExtension SampleExtension();

    /// <summary>The prover may begin to look for a nonce: everything before it is absorbed.</summary>
    void BeginWork();

    /// <summary>Absorbs the nonce and demands the work.</summary>
    void EndWork(TBase nonce, int bits, WorkStage stage);

    /// <summary>Positions of <paramref name="bits"/> bits, at most 24, lowest first; they may repeat.</summary>
    TBit[][] SampleQueries(int count, int bits);
}
