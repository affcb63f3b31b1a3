using Rollup.Stark.Fri;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>
/// The protocol: which messages the prover sends, in which order, and which challenges answer them. This is the only place that says so. The prover runs it to make a proof, the verifier to check
/// one, the codec to write and read one, and a recorder, through the verifier, to build a circuit.
/// </summary>
public static class Protocol
{
    /// <summary>The version of protocol and proof format.</summary>
    public const byte Version = 3;

    /// <summary>
    /// Runs the conversation. Each message is asked of <paramref name="messages"/> and absorbed by <paramref name="challenger"/>, each challenge sampled and put into <paramref name="challenges"/>,
    /// from where a prover takes it for the next message.
    /// </summary>
    public static void Run<TMessages, TChallenger, TBase, TExtension, TDigest, TBit>(
        ProofPlan plan, TDigest keyDigest, ReadOnlySpan<TBase> publicValues, TMessages messages, TChallenger challenger, Challenges<TExtension, TBit> challenges)
        where TMessages : IProofMessages<TBase, TExtension, TDigest>
        where TChallenger : IChallenger<TBase, TExtension, TDigest, TBit>
    {
        challenger.Absorb(keyDigest);
        challenger.AbsorbConstant(plan.ShapeIndex);
        foreach (TBase value in publicValues)
            challenger.Absorb(value);

        Commit(ColumnKind.Main, 0);
        if (plan.HasInteractions)
        {
            Work(WorkStage.LogUp, 0);
            challenges.Alpha = challenger.SampleExtension();
            challenges.Beta = challenger.SampleExtension();
            AbsorbAll(messages.CumulativeSums());
            Commit(ColumnKind.LogUp, 0);
        }

        Work(WorkStage.Composition, 0);
        challenges.Lambda = challenger.SampleExtension();
        Commit(ColumnKind.Quotient, 0);

        Work(WorkStage.OutOfDomain, 0);
        challenges.Zeta = challenger.SampleExtension();
        foreach (TExtension[] values in messages.Openings().SelectMany(openings => openings.All))
            AbsorbAll(values);

        Work(WorkStage.Batching, 0);
        challenges.Batching = challenger.SampleExtension();
        for (int i = 0; i < plan.Schedule.Rounds.Count; i++)
        {
            FriRound round = plan.Schedule.Rounds[i];
            Commit(ColumnKind.Fold, i);
            Work(WorkStage.Folding, i);
            challenges.Folding[i] = challenger.SampleExtension();
            if (round.RollsIn)
                challenges.RollIn[i] = challenger.SampleExtension();
        }

        AbsorbAll(messages.FinalPolynomial());
        Work(WorkStage.Queries, 0);
        challenges.Queries = challenger.SampleQueries(plan.Parameters.Queries, plan.LogDomain);

        void Commit(ColumnKind kind, int round)
        {
            foreach (TDigest digest in messages.Commitment(kind, round))
                challenger.Absorb(digest);
        }

        void AbsorbAll(TExtension[] values)
        {
            foreach (TExtension value in values)
                challenger.Absorb(value);
        }

        // Without work there is no nonce.
        void Work(WorkStage stage, int round)
        {
            int bits = plan.Parameters.Grinding[stage];
            if (bits == 0)
                return;
            challenger.BeginWork();
            challenger.EndWork(messages.Nonce(stage, round), bits, stage);
        }
    }
}
