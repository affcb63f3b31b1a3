using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;

namespace Rollup.Kernel.Tests.Poseidon2;

public sealed class Poseidon2HashTests
{
    [Fact]
    public void Compression_is_the_permutation_with_feed_forward()
    {
        KoalaBear[] left = Elements(8, seed: 1), right = Elements(8, seed: 2);
        KoalaBear[] state = [.. left, .. right];
        Poseidon2Permutation.Permute16(state);

        KoalaBear[] digest = new KoalaBear[8];
        Poseidon2Hash.Compress(left, right, digest);

        digest.ShouldBe(state.Take(8).Zip(left, (s, l) => s + l));
    }

    [Fact]
    public void Compression_may_write_over_its_inputs()
    {
        KoalaBear[] left = Elements(8, seed: 1), right = Elements(8, seed: 2);
        KoalaBear[] expected = new KoalaBear[8];
        Poseidon2Hash.Compress(left, right, expected);

        Poseidon2Hash.Compress(left, right, left);

        left.ShouldBe(expected);
    }

    [Fact]
    public void A_one_block_hash_is_one_permutation_with_domain_and_length_in_the_capacity()
    {
        KoalaBear[] input = Elements(16, seed: 3);
        KoalaBear[] state = [.. input, KoalaBear.FromCanonical(7), KoalaBear.FromCanonical(16), .. new KoalaBear[6]];
        Poseidon2Permutation.Permute24(state);

        Hash(7, input).ShouldBe(state.Take(8));
    }

    [Fact]
    public void A_partial_block_overwrites_only_the_elements_it_has()
    {
        KoalaBear[] input = Elements(19, seed: 3);
        KoalaBear[] state = [.. input[..16], KoalaBear.FromCanonical(7), KoalaBear.FromCanonical(19), .. new KoalaBear[6]];
        Poseidon2Permutation.Permute24(state);
        input[16..].CopyTo(state, 0);
        Poseidon2Permutation.Permute24(state);

        Hash(7, input).ShouldBe(state.Take(8));
    }

    [Fact]
    public void Domains_and_lengths_and_trailing_zeros_change_the_digest()
    {
        KoalaBear[][] digests =
        [
            Hash(1, []), Hash(2, []), Hash(1, new KoalaBear[1]), Hash(1, new KoalaBear[16]), Hash(1, new KoalaBear[17]),
            Hash(1, new KoalaBear[65535]), Hash(1, new KoalaBear[65536]),
        ];

        digests.Select(d => string.Join(',', d.Select(x => x.ToCanonical()))).Distinct().Count().ShouldBe(digests.Length);
    }

    private static KoalaBear[] Hash(uint domain, KoalaBear[] input)
    {
        KoalaBear[] digest = new KoalaBear[8];
        Poseidon2Hash.Hash(domain, input, digest);
        return digest;
    }

    private static KoalaBear[] Elements(int count, uint seed)
        => [.. Enumerable.Range(1, count).Select(i => KoalaBear.FromCanonical(seed * 0x9e37_79b9u).Pow((ulong)i))];
}
