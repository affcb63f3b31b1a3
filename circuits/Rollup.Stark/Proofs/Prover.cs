using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>Proves that traces satisfy the AIRs of a key. Does not check that they do: <c>TraceChecker</c> tells why a proof would not verify.</summary>
public static class Prover
{
    /// <summary>
    /// The proof for one trace per AIR, in the key's order; null leaves an optional table out. With the widest packed field of the machine; the proof is the same with all.
    /// </summary>
    /// <exception cref="ArgumentException">A trace or the public values do not have the key's shape.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static Proof Prove<THash>(ProvingKey<THash> key, IReadOnlyList<Trace?> traces, IReadOnlyList<KoalaBear> publicValues, ProverOptions? options = null)
        where THash : struct, IHashSuite<THash>
        => PackedField.Dispatch<Run<THash>, Proof>(new(key, traces, publicValues, options));

    /// <inheritdoc cref="Prove{THash}(ProvingKey{THash}, IReadOnlyList{Trace?}, IReadOnlyList{KoalaBear}, ProverOptions?)"/>
    public static Proof Prove<THash, P>(ProvingKey<THash> key, IReadOnlyList<Trace?> traces, IReadOnlyList<KoalaBear> publicValues, ProverOptions? options = null)
        where THash : struct, IHashSuite<THash>
        where P : unmanaged, IPackedField<P>
    {
        ValidateShapes(key.Verifying, traces, publicValues);
        options ??= new();
        BufferPool pool = options.Pool ?? new();
        try
        {
            using ProverRun<THash, P> run = new(key, LogHeights(traces), [.. publicValues], pool, options);
            return run.Prove(traces);
        }
        finally
        {
            if (options.Pool is null)
                pool.Dispose();
        }
    }

    private static int[] LogHeights(IReadOnlyList<Trace?> traces) => [.. traces.Select(t => t?.LogHeight ?? StarkParameters.AbsentLogHeight)];

    private static void ValidateShapes<THash>(VerifyingKey<THash> key, IReadOnlyList<Trace?> traces, IReadOnlyList<KoalaBear> publicValues)
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

        if (HeightRules.Violation(key, LogHeights(traces)) is string violation)
            throw new ArgumentException(violation, nameof(traces));
    }

    private readonly struct Run<THash>(ProvingKey<THash> key, IReadOnlyList<Trace?> traces, IReadOnlyList<KoalaBear> publicValues, ProverOptions? options) : IPackedAction<Proof>
        where THash : struct, IHashSuite<THash>
    {
        Proof IPackedAction<Proof>.Run<P>() => Prove<THash, P>(key, traces, publicValues, options);
    }
}
