using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.LogUp;
using Rollup.Stark.Proofs;
using Rollup.Stark.Quotients;
using Rollup.Stark.Transcripts;

namespace Rollup.Stark.Verification;

/// <summary>
/// The verifier, for proofs that have the sizes of their plan. Values never steer it: control flow depends on the plan alone, and a check is an assertion on the context. So it verifies natively and, run
/// with handles, records the circuit that verifies.
/// </summary>
public static class ProofVerifier<TContext, TBase, TExtension, TDigest, TBit>
    where TContext : IVerifierContext<TBase, TExtension, TDigest, TBit>
    where TBase : struct, IAlgebra<TBase>
    where TExtension : struct, IExtension<TExtension, TBase>, IScaled<TExtension, TExtension>
{
    /// <summary>
    /// Asserts that <paramref name="proof"/> is valid for <paramref name="publicValues"/> under the key with the given structure and preprocessed columns. Returns the key's digest and the challenges.
    /// </summary>
    public static (TDigest KeyDigest, Challenges<TExtension, TBit> Challenges) Verify(
        TContext context, ProofPlan plan, TDigest structureDigest, TDigest[] preprocessedCap, TBase[] publicValues, Proof<TBase, TExtension, TDigest> proof)
    {
        context.BeginPart("transcript");
        TDigest keyDigest = KeyDigest(context, structureDigest, preprocessedCap);
        Challenges<TExtension, TBit> challenges = new(plan);
        Protocol.Run<ProofMessages<TBase, TExtension, TDigest>, Transcript<TContext, TBase, TExtension, TDigest, TBit>, TBase, TExtension, TDigest, TBit>(
            plan, keyDigest, publicValues, new(proof), new(context), challenges);
        context.AssertOutsideBaseField(challenges.Zeta, VerificationError.DegeneratePoint, "the out-of-domain point is in the base field");

        context.BeginPart("buses");
        TExtension total = default;
        foreach (TExtension sum in proof.CumulativeSums)
            total += sum;
        context.AssertZero(total, VerificationError.BusesDoNotBalance, "the cumulative sums do not cancel");

        OutOfDomainPoint<TContext, TBase, TExtension, TDigest, TBit>[] points =
            [.. plan.Schedule.Heights.Select(height => new OutOfDomainPoint<TContext, TBase, TExtension, TDigest, TBit>(context, challenges.Zeta, height))];
        AssertConstraints(context, plan, points, publicValues, proof, challenges);

        QueryVerifier<TContext, TBase, TExtension, TDigest, TBit> queries = new(context, plan, points, preprocessedCap, proof, challenges);
        for (int i = 0; i < proof.Queries.Length; i++)
            queries.Verify(challenges.Queries[i], proof.Queries[i]);
        return (keyDigest, challenges);
    }

    /// <summary>The digest of a key: of its structure and the commitment to its preprocessed columns, which is the zero digest if there are none.</summary>
    public static TDigest KeyDigest(TContext context, TDigest structureDigest, TDigest[] preprocessedCap)
    {
        List<HashItem<TBase, TExtension, TDigest>> items = [HashItem<TBase, TExtension, TDigest>.Of(structureDigest)];
        foreach (TDigest digest in preprocessedCap.Length == 0 ? [context.Constant(default)] : preprocessedCap)
            items.Add(HashItem<TBase, TExtension, TDigest>.Of(digest));
        return context.Hash(HashDomain.Key, [.. items]);
    }

    /// <summary>Of every table, Σₖ λ^(K−1−k)·selector·constraintₖ(ζ) = Z(ζ)·Q(ζ), with Q put together from its chunks. Outside the base field ζ is no root of Z.</summary>
    private static void AssertConstraints(
        TContext context, ProofPlan plan, OutOfDomainPoint<TContext, TBase, TExtension, TDigest, TBit>[] points, TBase[] publicValues, Proof<TBase, TExtension, TDigest> proof,
        Challenges<TExtension, TBit> challenges)
    {
        LogUpChallenges<TExtension>? logUp = plan.HasInteractions ? new(challenges.Alpha, challenges.Beta, plan.Structures) : null;
        int sums = 0;
        foreach (TablePlan table in plan.Tables)
        {
            context.BeginPart($"constraints of {table.Structure.Name}");
            OutOfDomainPoint<TContext, TBase, TExtension, TDigest, TBit> point = points.First(p => p.LogHeight == table.LogHeight);
            TableOpenings<TExtension> openings = proof.Openings[table.Index];
            TExtension[] next = new TExtension[table.Structure.Width];
            for (int i = 0; i < openings.MainNext.Length; i++)
                next[table.Structure.NextColumns[i]] = openings.MainNext[i];
            OutOfDomainFolder<TExtension, TBase> folder = new(openings.Main, next, openings.Preprocessed, publicValues, challenges.Lambda, point.Selectors, logUp);
            table.Air.Evaluate<OutOfDomainFolder<TExtension, TBase>, TExtension>(ref folder);
            if (table.Structure.HasInteractions)
            {
                TBase inverseHeight = TBase.Constant(KoalaBear.FromCanonical(1u << table.LogHeight).Inverse());
                folder.AddLogUp(table.Structure, openings.LogUp, openings.LogUpNext[0], TExtension.Scale(proof.CumulativeSums[sums++], inverseHeight));
            }

            TExtension quotient = point.Quotient(openings.Quotient, plan.Parameters.LogBlowup);
            context.AssertZero(folder.Sum - (point.Vanishing * quotient), VerificationError.ConstraintsNotSatisfied, table.Structure.Name);
        }
    }
}
