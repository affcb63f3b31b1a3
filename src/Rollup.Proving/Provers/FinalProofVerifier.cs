using Rollup.Guest;
using Rollup.Kernel.Primitives;
using Rollup.Machine.Programs;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Proving;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Proofs;

namespace Rollup.Proving.Provers;

/// <summary>Verifies final proofs of the pinned program natively. It keeps the one key that this takes, not those of the provers.</summary>
public sealed class FinalProofVerifier
{
    private const int WordBytes = 32, FromWord = 3, ToWord = 4;

    private readonly VerifyingKey<KeccakSuite> _key;

    internal FinalProofVerifier(ProofKeys keys)
    {
        _key = keys.Final.Final.Verifying;
        Program = new(Convert.FromHexString(keys.ProgramKeyHex));
    }

    /// <summary>The program whose runs it accepts.</summary>
    public ProgramKeyBytes Program { get; }

    /// <summary>Computes the key, which takes as long and as much memory as the provers' keys do.</summary>
    public static FinalProofVerifier Create(int threads, CancellationToken cancellation) =>
        new(ProofKeys.Create(ProgramImage.FromElf(PinnedGuest.ReadElf()), new Workers(threads, cancellation)));

    /// <summary>The reason why bytes are not a valid final proof that leads to the batch with the hash <paramref name="toHash"/>; null if they are.</summary>
    /// <param name="final">A final proof's bytes.</param>
    /// <param name="fromHash">The hash of the batch before the proven ones, if that is known.</param>
    /// <param name="toHash">The hash of the last proven batch.</param>
    public string? FindFlaw(ReadOnlySpan<byte> final, Hash256? fromHash, Hash256 toHash)
    {
        if (FinalProof.Decode(final) is not { } proof)
            return "the bytes are no final proof";
        if (!final[..WordBytes].SequenceEqual(Program.Bytes.Span))
            return "the proof is of another program";
        if (Word(final, ToWord) != toHash || (fromHash is { } from && Word(final, FromWord) != from))
            return "the proof is of other batches";
        VerificationResult verdict = Verifier.Verify(_key, proof.Statement.ToValues(), proof.Proof);
        return verdict.IsValid ? null : $"{verdict.Error}: {verdict.Detail}";
    }

    /// <summary>What <c>proveBatches</c> is called with: the proof alone, because the contract knows what it must state.</summary>
    public static ReadOnlyMemory<byte> Calldata(ReadOnlyMemory<byte> final) => final[FinalProof.HeadBytes..];

    private static Hash256 Word(ReadOnlySpan<byte> bytes, int word) => Hash256.FromSpan(bytes.Slice(WordBytes * word, WordBytes));
}
