using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Chips.Keccak;

/// <summary>
/// The statement "there are n states whose Keccak-f[1600] permutations I know, and the digest of all inputs and outputs is d": public values (n, d₀, …, d₇).
/// </summary>
public static class KeccakBatch
{
    public static IReadOnlyList<IAir> Airs { get; } = [new KeccakAir(exposed: true), new KeccakDigestAir()];

    /// <summary>Those of the traces of all batches whose Keccak table the parameters allow. Heights change after a power of two, or after what fits into one of the Keccak table.</summary>
    public static IReadOnlyList<ProofShape> Shapes(StarkParameters parameters)
        => [.. Enumerable.Range(StarkParameters.MinLogHeight, parameters.MaxLogHeight - StarkParameters.MinLogHeight + 1)
            .SelectMany(log => (int[])[(1 << log) / PackedKeccak.Rounds, 1 << (log - StarkParameters.MinLogHeight)])
            .Where(count => count > 0 && (long)count * PackedKeccak.Rounds <= 1L << parameters.MaxLogHeight).Order().Select(ShapeFor).Distinct()];

    public static ProvingKey<THash> CreateKey<THash>(StarkParameters parameters)
        where THash : struct, IHashSuite<THash>
        => ProvingKey<THash>.Create(parameters, Airs, Shapes(parameters));

    private static ProofShape ShapeFor(int count) => new(
        int.Log2(Trace.HeightFor(count * PackedKeccak.Rounds)), int.Log2(Trace.HeightFor(count)));

    /// <summary>The traces, in the order of <see cref="Airs"/>, and public values for states of 25 lanes each.</summary>
    public static (Trace[] Traces, KoalaBear[] PublicValues) Generate(ReadOnlyMemory<ulong> states)
    {
        (Trace digest, KoalaBear[] publicValues) = KeccakDigestTrace.Generate(states.Span);
        return ([KeccakTrace.Generate(states), digest], publicValues);
    }
}
