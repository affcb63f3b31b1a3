using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Verification;

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
        if (proof.ShapeIndex < 0 || proof.ShapeIndex >= key.Plans.Count)
            return new(VerificationError.UnknownShape, $"shape {proof.ShapeIndex} of {key.Plans.Count}");
        ProofPlan plan = key.Plans[proof.ShapeIndex];
        if (ProofSizes.Check(plan, proof) is { IsValid: false } wrongSize)
            return wrongSize;

        NativeContext<THash> context = new();
        (_, Challenges<Extension, bool> challenges) = ProofVerifier<NativeContext<THash>, Scalar, Extension, Digest, bool>.Verify(
            context, plan, key.StructureDigest, key.PreprocessedCap, [.. publicValues.Select(value => new Scalar(value))], proof);
        // A position is no part of what is proven, but a proof has one encoding only.
        if (context.Result.IsValid && proof.Queries.Zip(challenges.Queries).Any(pair => pair.First.Position is int position && position != PositionOf(pair.Second)))
            return new(VerificationError.WrongQueryPosition, "a position is not that of the query");
        return context.Result;
    }

    /// <summary>The number with the given bits, lowest first.</summary>
    internal static int PositionOf(bool[] bits)
    {
        int position = 0;
        for (int i = 0; i < bits.Length; i++)
            position |= (bits[i] ? 1 : 0) << i;
        return position;
    }
}
