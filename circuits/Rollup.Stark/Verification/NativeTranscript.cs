using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Transcripts;

namespace Rollup.Stark.Verification;

/// <summary>The transcript of values, with which a prover finds nonces.</summary>
public sealed class NativeTranscript<THash>(NativeContext<THash> context) : Transcript<NativeContext<THash>, Scalar, Extension, Digest, bool>(context)
    where THash : struct, IHashSuite<THash>
{
    public NativeTranscript()
        : this(new())
    {
    }

    /// <summary>The smallest nonce from <paramref name="first"/> on with which the work that has begun is done; null if there is none.</summary>
    public Scalar? FindNonce(int bits, uint first, int threads, CancellationToken cancellation)
    {
        uint? nonce = THash.FindNonce(State, bits, first, threads, cancellation);
        return nonce is { } found ? new(KoalaBear.FromCanonical(found)) : null;
    }
}
