using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.LogUp;
using Rollup.Stark.Matrices;
using Rollup.Stark.Merkle;
using Rollup.Stark.Ntt;
using Rollup.Stark.Parameters;
using Rollup.Stark.Quotients;

namespace Rollup.Stark.Proofs;

/// <summary>
/// Verifies proofs. Total: for any bytes it returns a verdict, in time and memory bounded by the key and the length of the bytes.
/// </summary>
public static class Verifier
{
    public static VerificationResult Verify<THash>(VerifyingKey<THash> key, IReadOnlyList<KoalaBear> publicValues, ReadOnlySpan<byte> proofBytes)
        where THash : struct, IHashSuite<THash>
    {
        VerificationResult decoded = ProofCodec.TryDecode(key, proofBytes, out Proof? proof);
        return decoded.IsValid ? Verify(key, publicValues, proof!) : decoded;
    }

    /// <summary>As for bytes; the proof may have been put together by anyone.</summary>
    public static VerificationResult Verify<THash>(VerifyingKey<THash> key, IReadOnlyList<KoalaBear> publicValues, Proof proof)
        where THash : struct, IHashSuite<THash>
    {
        if (publicValues.Count != key.PublicValueCount)
            return new(VerificationError.WrongPublicValueCount, $"{publicValues.Count} public values instead of {key.PublicValueCount}");
        if (ProofLayout.Check(key, proof) is { IsValid: false } wrongShape)
            return wrongShape;

        FriSchedule schedule = new(key.Parameters, proof.LogHeights);
        if (!VerifierChallenges.TryDerive(key, publicValues, proof, schedule, out VerifierChallenges challenges, out string missingWork))
            return new(VerificationError.InsufficientWork, $"nonce before the {missingWork} challenge");
        if (challenges.Zeta == Extension.FromBase(challenges.Zeta.C0))
            return new(VerificationError.DegeneratePoint, "the out-of-domain point is in the base field");
        if (proof.CumulativeSums.Aggregate(Extension.Zero, (a, b) => a + b) != Extension.Zero)
            return new(VerificationError.BusesDoNotBalance, "the cumulative sums do not cancel");

        LogUpChallenges? logUp = key.HasInteractions ? new(challenges.LogUpAlpha, challenges.LogUpBeta, key.Shapes) : null;
        KoalaBear[] publics = [.. publicValues];
        int sum = 0;
        for (int table = 0; table < key.Shapes.Count; table++)
        {
            if (proof.LogHeights[table] == StarkParameters.AbsentLogHeight)
                continue;
            Extension cumulativeSum = key.Shapes[table].HasInteractions ? proof.CumulativeSums[sum++] : default;
            if (!ConstraintsHold(
                key.Airs[table], key.Shapes[table], proof.LogHeights[table], key.Parameters.LogBlowup, proof.Openings[table], publics, challenges, logUp, cumulativeSum))
                return new(VerificationError.ConstraintsNotSatisfied, $"table {key.Shapes[table].Name}");
        }

        return VerifyOpenings(key, proof, schedule, challenges);
    }

    /// <summary>Σₖ λᵏ·selector·constraintₖ(ζ) = Z(ζ)·Q(ζ), with Q put together from its chunks. Outside the base field ζ is no root of Z.</summary>
    private static bool ConstraintsHold(
        IAir air, AirShape shape, int logHeight, int logBlowup, TableOpenings openings, KoalaBear[] publicValues,
        VerifierChallenges challenges, LogUpChallenges? logUp, Extension cumulativeSum)
    {
        Extension zeta = challenges.Zeta;
        Extension zetaPower = zeta.Pow(1ul << logHeight);
        Extension vanishing = zetaPower - Extension.One;
        Extension last = zeta - Extension.Constant(KoalaBear.TwoAdicGenerator(logHeight).Inverse());
        RowSelectors<Extension> selectors = new(vanishing * (zeta - Extension.One).Inverse(), vanishing * last.Inverse(), last);
        OutOfDomainFolder folder = new(openings.Main, openings.MainNext, openings.Preprocessed, publicValues, challenges.Lambda, selectors, logUp);
        air.Evaluate<OutOfDomainFolder, Extension>(ref folder);
        if (shape.HasInteractions)
            folder.AddLogUp(shape, CombineColumns(openings.LogUp), CombineColumns(openings.LogUpNext), cumulativeSum);
        return folder.Sum == vanishing * Quotient(shape, logHeight, logBlowup, openings.Quotient, zetaPower);
    }

    /// <summary>Q(ζ) = Σₖ Pₖ(ζ)·∏_{j≠k} (ζⁿ − yⱼ)/(yₖ − yⱼ), where Pₖ agrees with Q on the coset on which xⁿ = yₖ.</summary>
    private static Extension Quotient(AirShape shape, int logHeight, int logBlowup, Extension[] chunkColumns, Extension zetaPower)
    {
        Extension[] chunks = CombineColumns(chunkColumns);
        KoalaBear[] y = [.. Enumerable.Range(0, 1 << shape.LogQuotientChunks).Select(k => Domain.BlockShift(logHeight, logBlowup, k).Pow(1ul << logHeight))];
        Extension quotient = default;
        for (int k = 0; k < chunks.Length; k++)
        {
            Extension product = chunks[k];
            for (int j = 0; j < chunks.Length; j++)
            {
                if (j != k)
                    product *= (zetaPower - Extension.Constant(y[j])) * new Scalar((y[k] - y[j]).Inverse());
            }

            quotient += product;
        }

        return quotient;
    }

    private static Extension[] CombineColumns(Extension[] baseColumns)
        => [.. Enumerable.Range(0, baseColumns.Length / 5).Select(i => PackedRows.Combine(baseColumns.AsSpan(5 * i, 5)))];

    private static VerificationResult VerifyOpenings<THash>(VerifyingKey<THash> key, Proof proof, FriSchedule schedule, VerifierChallenges challenges)
        where THash : struct, IHashSuite<THash>
    {
        int logBlowup = key.Parameters.LogBlowup;
        int[] queries = challenges.Queries;
        CommittedTrees trees = CommittedTrees.Of(key, proof.LogHeights);
        Digest[] roots = [.. trees.Roots(key, proof)];
        for (int i = 0; i < roots.Length; i++)
        {
            if (!MerkleVerifier.Verify<THash>(roots[i], trees.LogRows[i], trees.Widths[i], queries, proof.TraceOpenings[i]))
                return new(VerificationError.WrongMerkleOpening, $"trace commitment {i}");
        }

        for (int i = 0; i < schedule.Rounds.Count; i++)
        {
            FriRound round = schedule.Rounds[i];
            if (!MerkleVerifier.Verify<THash>(proof.FriRoots[i], [round.FoldedLogHeight + logBlowup], [5 * round.Folding], queries, proof.FriOpenings[i]))
                return new(VerificationError.WrongMerkleOpening, $"FRI commitment {i}");
        }

        BatchedRows batched = new(trees, proof, logBlowup, queries, challenges.Zeta, challenges.Batching);
        return FriVerifier.Verify(schedule, logBlowup, queries, batched.At, challenges.Betas, challenges.RollIns, proof.FriOpenings, proof.FinalPolynomial)
            ? VerificationResult.Valid
            : new(VerificationError.FriRejected, "a query does not fold to the final polynomial");
    }
}
