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

    public static ProvingKey<THash> CreateKey<THash>(StarkParameters parameters)
        where THash : struct, IHashSuite<THash>
        => ProvingKey<THash>.Create(parameters, Airs);

    /// <summary>The traces, in the order of <see cref="Airs"/>, and public values for states of 25 lanes each.</summary>
    public static (Trace[] Traces, KoalaBear[] PublicValues) Generate(ReadOnlyMemory<ulong> states)
    {
        (Trace digest, KoalaBear[] publicValues) = KeccakDigestTrace.Generate(states.Span);
        return ([KeccakTrace.Generate(states), digest], publicValues);
    }
}
