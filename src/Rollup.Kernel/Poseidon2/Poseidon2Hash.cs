using Rollup.Kernel.Fields;

namespace Rollup.Kernel.Poseidon2;

/// <summary>The two hash modes of the state tree; digests are <see cref="DigestLength"/> elements (248 bits, collisions at 124).</summary>
public static class Poseidon2Hash
{
    /// <summary>Elements in a digest.</summary>
    public const int DigestLength = 8;

    /// <summary>Elements absorbed per permutation of the width-24 sponge; the other eight are its capacity.</summary>
    public const int SpongeRate = 16;

    private const int LengthLimbBits = 16;

    /// <summary>
    /// The two-to-one compression of inner nodes: the first eight elements of P16(l ‖ r) + (l ‖ r).
    /// <paramref name="output"/> may overlap the inputs.
    /// </summary>
    public static void Compress(ReadOnlySpan<KoalaBear> left, ReadOnlySpan<KoalaBear> right, Span<KoalaBear> output)
    {
        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2Width16.Width];
        Span<KoalaBear> feedForward = stackalloc KoalaBear[DigestLength];
        left[..DigestLength].CopyTo(state);
        left[..DigestLength].CopyTo(feedForward);
        right[..DigestLength].CopyTo(state[DigestLength..]);
        Poseidon2Permutation.Permute16(state);
        for (int i = 0; i < DigestLength; i++)
            output[i] = state[i] + feedForward[i];
    }

    /// <summary>
    /// The width-24 sponge of leaves, keys and code. The capacity, elements 16 to 23, starts as (domain, length's low 16 bits,
    /// length's high 16 bits, 0, 0, 0, 0, 0) and the rate as zeros. Each block of up to sixteen elements <em>overwrites</em> the first elements
    /// of the rate, and a permutation follows; a last block that is not full leaves the rest of the rate as it is (the length
    /// in the capacity makes that injective). Empty input is one permutation. The digest is the first eight elements.
    /// </summary>
    public static void Hash(uint domain, ReadOnlySpan<KoalaBear> input, Span<KoalaBear> output)
    {
        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2Width24.Width];
        state.Clear();
        InitialiseCapacity(domain, input.Length, state);
        do
        {
            int count = Math.Min(input.Length, SpongeRate);
            input[..count].CopyTo(state);
            input = input[count..];
            Poseidon2Permutation.Permute24(state);
        }
        while (input.Length > 0);

        state[..DigestLength].CopyTo(output);
    }

    /// <summary>Writes the capacity of a sponge over <paramref name="length"/> elements into elements 16 to 23 of <paramref name="state"/>.</summary>
    public static void InitialiseCapacity(uint domain, int length, Span<KoalaBear> state)
    {
        Span<KoalaBear> capacity = state[SpongeRate..Poseidon2Width24.Width];
        capacity.Clear();
        capacity[0] = KoalaBear.FromCanonical(domain);
        capacity[1] = KoalaBear.FromCanonical((uint)length & ((1u << LengthLimbBits) - 1));
        capacity[2] = KoalaBear.FromCanonical((uint)length >> LengthLimbBits);
    }
}
