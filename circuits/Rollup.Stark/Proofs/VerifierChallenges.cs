using Rollup.Kernel.Fields;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;
using Rollup.Stark.Transcripts;

namespace Rollup.Stark.Proofs;

/// <summary>All challenges of a proof, replayed from the transcript in the order of the protocol.</summary>
internal sealed record VerifierChallenges(
    Extension LogUpAlpha, Extension LogUpBeta, Extension Lambda, Extension Zeta, Extension Batching, Extension[] Betas, Extension[] RollIns, int[] Queries)
{
    /// <summary>
    /// The challenges of a proof of the right shape; false, with the challenge before which work is missing, if a nonce is not what the parameters demand.
    /// </summary>
    public static bool TryDerive<THash>(
        VerifyingKey<THash> key, IReadOnlyList<KoalaBear> publicValues, Proof proof, FriSchedule schedule, out VerifierChallenges challenges, out string missingWork)
        where THash : struct, IHashSuite<THash>
    {
        challenges = null!;
        StarkParameters parameters = key.Parameters;
        GrindingBits grinding = parameters.Grinding;
        Transcript<THash> transcript = ProtocolPrelude.Begin(key, proof.LogHeights, publicValues);
        transcript.Absorb(proof.MainRoot);
        Extension alpha = default, beta = default;
        if (key.HasInteractions)
        {
            missingWork = "LogUp";
            if (!transcript.VerifyNonce(proof.Nonces.LogUp, grinding.LogUp))
                return false;
            (alpha, beta) = (transcript.SampleExtension(), transcript.SampleExtension());
            transcript.Absorb(proof.CumulativeSums);
            transcript.Absorb(proof.LogUpRoot);
        }

        missingWork = "composition";
        if (!transcript.VerifyNonce(proof.Nonces.Composition, grinding.Composition))
            return false;
        Extension lambda = transcript.SampleExtension();
        transcript.Absorb(proof.QuotientRoot);
        missingWork = "out-of-domain";
        if (!transcript.VerifyNonce(proof.Nonces.OutOfDomain, grinding.OutOfDomain))
            return false;
        Extension zeta = transcript.SampleExtension();
        foreach (Extension[] values in proof.Openings.SelectMany(o => o.All))
            transcript.Absorb(values);
        missingWork = "batching";
        if (!transcript.VerifyNonce(proof.Nonces.Batching, grinding.Batching))
            return false;
        Extension batching = transcript.SampleExtension();
        Extension[] betas = new Extension[schedule.Rounds.Count], rollIns = new Extension[schedule.Rounds.Count];
        missingWork = "folding";
        for (int i = 0; i < betas.Length; i++)
        {
            transcript.Absorb(proof.FriRoots[i]);
            if (!transcript.VerifyNonce(proof.Nonces.Folding[i], grinding.Folding))
                return false;
            betas[i] = transcript.SampleExtension();
            if (schedule.Rounds[i].RollsIn)
                rollIns[i] = transcript.SampleExtension();
        }

        transcript.Absorb(proof.FinalPolynomial);
        missingWork = "query";
        if (!transcript.VerifyNonce(proof.Nonces.Queries, grinding.Queries))
            return false;
        int[] queries = transcript.SampleIndices(parameters.Queries, schedule.Heights[0] + parameters.LogBlowup);
        challenges = new(alpha, beta, lambda, zeta, batching, betas, rollIns, queries);
        return true;
    }
}
