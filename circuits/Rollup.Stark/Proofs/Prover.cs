using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Proofs;

/// <summary>Proves that traces satisfy the AIRs of a key. Does not check that they do: <c>TraceChecker</c> tells why a proof would not verify.</summary>
public static class Prover
{
    /// <summary>
    /// How often a run may find no nonce: that it happens so often to a proof with <see cref="Parameters.GrindingBits.MaxBeforeQueries"/> has probability 2^−45.
    /// </summary>
    private const uint MaxAttempts = 4;

    /// <summary>Attempts begin so far apart that those stages find another nonce of which a proof can have one, and a small part of the nonces is lost.</summary>
    private const int LogNonceStep = 26;

    /// <summary>
    /// The proof for one trace per AIR, in the key's order; null leaves an optional table out. With the widest packed field of the machine; the proof is the same with all.
    /// </summary>
    /// <exception cref="ArgumentException">The traces have none of the key's shapes, or the public values are too many or too few.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static Proof Prove<THash>(ProvingKey<THash> key, IReadOnlyList<Trace?> traces, IReadOnlyList<KoalaBear> publicValues, ProverOptions? options = null)
        where THash : struct, IHashSuite<THash>
        => PackedField.Dispatch<Run<THash>, Proof>(new(key, traces, publicValues, options));

    /// <inheritdoc cref="Prove{THash}(ProvingKey{THash}, IReadOnlyList{Trace?}, IReadOnlyList{KoalaBear}, ProverOptions?)"/>
    public static Proof Prove<THash, P>(ProvingKey<THash> key, IReadOnlyList<Trace?> traces, IReadOnlyList<KoalaBear> publicValues, ProverOptions? options = null)
        where THash : struct, IHashSuite<THash>
        where P : unmanaged, IPackedField<P>
    {
        ProofPlan plan = FindPlan(key.Verifying, traces, publicValues);
        options ??= new();
        BufferPool pool = options.Pool ?? new();
        try
        {
            for (uint attempt = 0; ; attempt++)
            {
                try
                {
                    using ProverRun<THash, P> run = new(key, plan, [.. publicValues], traces, pool, options, firstNonce: attempt << LogNonceStep);
                    return run.Prove();
                }
                catch (NoNonceException) when (attempt < MaxAttempts)
                {
                    // The nonces of earlier stages are others in the next attempt, and with them all that follows.
                }
            }
        }
        finally
        {
            if (options.Pool is null)
                pool.Dispose();
        }
    }

    private static ProofPlan FindPlan<THash>(VerifyingKey<THash> key, IReadOnlyList<Trace?> traces, IReadOnlyList<KoalaBear> publicValues)
        where THash : struct, IHashSuite<THash>
    {
        if (traces.Count != key.Airs.Count)
            throw new ArgumentException($"{traces.Count} traces for {key.Airs.Count} tables.", nameof(traces));
        if (publicValues.Count != key.PublicValueCount)
            throw new ArgumentException($"{publicValues.Count} public values instead of {key.PublicValueCount}.", nameof(publicValues));
        for (int i = 0; i < traces.Count; i++)
        {
            if (traces[i] is { } trace && trace.Width != key.Airs[i].Width)
                throw new ArgumentException($"The trace of {key.Airs[i].Name} has {trace.Width} columns instead of {key.Airs[i].Width}.", nameof(traces));
        }

        ProofShape shape = ProofShape.Of(traces);
        return key.FindPlan(shape) ?? throw new ArgumentException($"The key does not accept the shape {shape}.", nameof(traces));
    }

    private readonly struct Run<THash>(ProvingKey<THash> key, IReadOnlyList<Trace?> traces, IReadOnlyList<KoalaBear> publicValues, ProverOptions? options) : IPackedAction<Proof>
        where THash : struct, IHashSuite<THash>
    {
        Proof IPackedAction<Proof>.Run<P>() => Prove<THash, P>(key, traces, publicValues, options);
    }
}
