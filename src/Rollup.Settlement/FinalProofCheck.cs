using System.Security.Cryptography;
using Rollup.Kernel.Primitives;
using Rollup.Proving.Provers;

namespace Rollup.Settlement;

/// <summary>Finds the reason why bytes are not a valid final proof of the batches between two hashes; null if they are. The first hash is null if it is not known.</summary>
public delegate string? FinalFlawFinder(ReadOnlySpan<byte> final, Hash256? fromHash, Hash256 toHash);

/// <summary>
/// Verifies final proofs before they cost gas. Its key is computed beside the settler's other work when the first proof comes, and again if that fails. A proof that was accepted is remembered by its bytes, so
/// that it is not verified again at every look while its transaction waits for L1.
/// </summary>
public sealed class FinalProofCheck(Func<CancellationToken, FinalFlawFinder> createFinder)
{
    private Task<FinalFlawFinder>? _finder;
    private (byte[] Digest, Hash256? From, Hash256 To)? _accepted;

    /// <summary>The check with the verifier of the pinned program.</summary>
    public static FinalProofCheck OfPinnedProgram() => new(cancellation => FinalProofVerifier.Create(threads: 1, cancellation).FindFlaw);

    /// <summary>Judges a final proof.</summary>
    public async Task<FinalVerdict> JudgeAsync(ReadOnlyMemory<byte> final, Hash256? fromHash, Hash256 toHash, CancellationToken cancellation)
    {
        byte[] digest = SHA256.HashData(final.Span);
        if (_accepted is { } accepted && accepted.From == fromHash && accepted.To == toHash && accepted.Digest.AsSpan().SequenceEqual(digest))
            return FinalVerdict.Valid;
        _finder ??= Task.Run(() => createFinder(cancellation), cancellation);
        if (!_finder.IsCompleted)
            return FinalVerdict.NotYet;
        if (!_finder.IsCompletedSuccessfully)
        {
            string reason = _finder.Exception?.InnerException?.Message ?? "the settler stops";
            _finder = null;
            return new FinalVerdict(FinalVerdictKind.NoKey, reason);
        }

        FinalFlawFinder find = await _finder;
        if (find(final.Span, fromHash, toHash) is { } flaw)
            return new FinalVerdict(FinalVerdictKind.Invalid, flaw);
        _accepted = (digest, fromHash, toHash);
        return FinalVerdict.Valid;
    }
}

/// <summary>What is known of a final proof.</summary>
public enum FinalVerdictKind
{
    /// <summary>The key is being computed.</summary>
    NotYet,

    /// <summary>It may be posted.</summary>
    Valid,

    /// <summary>It must not be posted.</summary>
    Invalid,

    /// <summary>The key could not be computed; the next question tries again.</summary>
    NoKey,
}

/// <summary>A verdict about a final proof.</summary>
/// <param name="Kind">What is known.</param>
/// <param name="Reason">Why it is not valid, or why there is no key; empty otherwise.</param>
public readonly record struct FinalVerdict(FinalVerdictKind Kind, string Reason)
{
    /// <summary>It may be posted.</summary>
    public static FinalVerdict Valid => new(FinalVerdictKind.Valid, "");

    /// <summary>Nothing is known yet.</summary>
    public static FinalVerdict NotYet => new(FinalVerdictKind.NotYet, "");
}
