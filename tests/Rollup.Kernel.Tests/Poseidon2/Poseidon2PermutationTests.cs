using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;

namespace Rollup.Kernel.Tests.Poseidon2;

public sealed class Poseidon2PermutationTests
{
    [Fact]
    public void Width_16_has_the_published_parameters()
    {
        Poseidon2Vectors vectors = Poseidon2Vectors.Load(16);
        Canonical(Poseidon2Width16.ExternalInitialConstants).ShouldBe(vectors.ExternalInitial);
        Canonical(Poseidon2Width16.InternalConstants).ShouldBe(vectors.Internal);
        Canonical(Poseidon2Width16.ExternalFinalConstants).ShouldBe(vectors.ExternalFinal);
        Canonical(Poseidon2Width16.Diagonal).ShouldBe(vectors.Diagonal.Select(v => Poseidon2Vectors.Parse(v).ToCanonical()));
    }

    [Fact]
    public void Width_24_has_the_published_parameters()
    {
        Poseidon2Vectors vectors = Poseidon2Vectors.Load(24);
        Canonical(Poseidon2Width24.ExternalInitialConstants).ShouldBe(vectors.ExternalInitial);
        Canonical(Poseidon2Width24.InternalConstants).ShouldBe(vectors.Internal);
        Canonical(Poseidon2Width24.ExternalFinalConstants).ShouldBe(vectors.ExternalFinal);
        Canonical(Poseidon2Width24.Diagonal).ShouldBe(vectors.Diagonal.Select(v => Poseidon2Vectors.Parse(v).ToCanonical()));
    }

    [Fact]
    public void Width_16_maps_the_published_inputs_to_the_published_outputs()
    {
        foreach ((uint[] input, uint[] output) in Poseidon2Vectors.Load(16).Permutations)
        {
            KoalaBear[] state = [.. input.Select(KoalaBear.FromCanonical)];
            Poseidon2Permutation.Permute16(state);
            state.Select(x => x.ToCanonical()).ShouldBe(output);
        }
    }

    [Fact]
    public void Width_24_maps_the_published_inputs_to_the_published_outputs()
    {
        foreach ((uint[] input, uint[] output) in Poseidon2Vectors.Load(24).Permutations)
        {
            KoalaBear[] state = [.. input.Select(KoalaBear.FromCanonical)];
            Poseidon2Permutation.Permute24(state);
            state.Select(x => x.ToCanonical()).ShouldBe(output);
        }
    }

    private static uint[] Canonical(ReadOnlySpan<uint> montgomeryWords)
    {
        uint[] values = new uint[montgomeryWords.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = KoalaBear.FromMontgomeryWord(montgomeryWords[i]).ToCanonical();
        return values;
    }
}
