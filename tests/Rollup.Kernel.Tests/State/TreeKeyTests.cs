using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Tests.State;

public class TreeKeyTests
{
    private readonly Random _random = new(3);

    [Fact]
    public void A_path_is_the_bits_of_the_Montgomery_words_the_highest_first()
    {
        for (int i = 0; i < 200; i++)
        {
            KoalaBear[] elements = RandomElements();
            TreeKey path = TreeKey.FromElements(elements);
            for (int bit = 0; bit < TreeKey.Bits; bit++)
                path.Bit(bit).ShouldBe(((elements[bit / 31].MontgomeryWord >> (30 - (bit % 31))) & 1) != 0);

            KoalaBear[] back = new KoalaBear[8];
            path.WriteElements(back);
            back.ShouldBe(elements);
        }
    }

    [Fact]
    public void The_order_of_paths_of_their_bytes_and_of_their_elements_agree()
    {
        for (int i = 0; i < 500; i++)
        {
            KoalaBear[] left = RandomElements();
            KoalaBear[] right = RandomElements();
            int shared = _random.Next(9);
            left.AsSpan(0, shared).CopyTo(right);
            TreeKey a = TreeKey.FromElements(left);
            TreeKey b = TreeKey.FromElements(right);
            byte[] aBytes = new byte[TreeKey.Size];
            byte[] bBytes = new byte[TreeKey.Size];
            a.WriteTo(aBytes);
            b.WriteTo(bBytes);
            int expected = Math.Sign(left.Select(x => x.MontgomeryWord).Zip(right.Select(x => x.MontgomeryWord), (x, y) => x.CompareTo(y)).FirstOrDefault(x => x != 0));
            Math.Sign(a.CompareTo(b)).ShouldBe(expected);
            Math.Sign(aBytes.AsSpan().SequenceCompareTo(bBytes)).ShouldBe(expected);
            TreeKey.TryRead(aBytes, out TreeKey read).ShouldBeTrue();
            read.ShouldBe(a);

            int common = Enumerable.Range(0, TreeKey.Bits).TakeWhile(bit => a.Bit(bit) == b.Bit(bit)).Count();
            TreeKey.CommonPrefix(a, b).ShouldBe(common);
            a.Prefix(common).ShouldBe(b.Prefix(common));
            if (common < TreeKey.Bits)
                a.Prefix(common).WithBit(common).ShouldBe((a < b ? b : a).Prefix(common + 1));
        }
    }

    [Fact]
    public void Bytes_with_a_word_not_below_p_are_refused()
    {
        for (int position = 0; position < 8; position++)
        {
            TreeKey.TryRead(Encoded(KoalaBear.Modulus, position), out _).ShouldBeFalse();
            TreeKey.TryRead(Encoded(KoalaBear.Modulus - 1, position), out _).ShouldBeTrue();
        }

        static byte[] Encoded(uint word, int position)
        {
            byte[] bytes = ((BigInteger)word << (31 * position)).ToByteArray(isUnsigned: true, isBigEndian: true);
            return [.. new byte[TreeKey.Size - bytes.Length], .. bytes];
        }
    }

    [Fact]
    public void A_key_hashes_as_one_sponge_call_over_its_limbs()
    {
        StateScenario scenario = new(1, 500);
        SoftwareHost host = default;
        for (int i = 0; i < 50; i++)
        {
            StateKey key = scenario.NextKey();
            key.Hash(ref host).ShouldBe(ReferenceTree.PathOf(key));
        }
    }

    [Fact]
    public void Digests_survive_their_encoded_form_and_refuse_elements_not_below_p()
    {
        for (int i = 0; i < 100; i++)
        {
            Digest digest = Digest.FromElements(RandomElements());
            Hash256 bytes = digest.ToHash256();
            Digest.TryRead(bytes.AsSpan(), out Digest read).ShouldBeTrue();
            read.ShouldBe(digest);
        }

        byte[] high = new byte[32];
        high[12] = 0x7f;
        high[15] = 1;
        Digest.TryRead(high, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(45)]
    [InlineData(46)]
    [InlineData(1000)]
    public void A_code_commitment_is_the_sponge_over_the_length_and_three_bytes_per_element(int length)
    {
        byte[] code = new byte[length];
        _random.NextBytes(code);
        List<KoalaBear> message = [KoalaBear.FromMontgomeryWord((uint)length)];
        foreach (byte[] chunk in code.Chunk(3))
            message.Add(KoalaBear.FromMontgomeryWord((uint)new BigInteger(chunk, isUnsigned: true)));
        KoalaBear[] expected = new KoalaBear[8];
        Poseidon2Hash.Hash(StateDomain.Code, [.. message], expected);
        SoftwareHost host = default;
        CodeCommitment.Compute(ref host, code).ShouldBe(Digest.FromElements(expected));
    }

    [Fact]
    public void No_code_commits_to_the_empty_digest()
    {
        SoftwareHost host = default;
        CodeCommitment.Compute(ref host, []).ShouldBe(Digest.Empty);
        AccountState.Empty.CodeHash.ShouldBe(Rollup.Kernel.Hashing.Keccak256.Hash([]));
    }

    private KoalaBear[] RandomElements() =>
        [.. Enumerable.Range(0, 8).Select(_ => KoalaBear.FromCanonical((uint)_random.NextInt64(KoalaBear.Modulus)))];
}
