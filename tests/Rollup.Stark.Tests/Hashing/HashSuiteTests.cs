using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Transcripts;

namespace Rollup.Stark.Tests.Hashing;

public sealed class HashSuiteTests
{
    [Fact]
    public void Packed_rows_hash_like_single_rows()
    {
        ShouldHashLikeSingleRows<Poseidon2Suite>();
        ShouldHashLikeSingleRows<KeccakSuite>();
    }

    [Fact]
    public void Keccak_hashes_words_as_big_endian_bytes()
    {
        // Keccak-256 of "test" is 9c22ff5f…; it is one word.
        byte[] bytes = new byte[32];
        KeccakSuite.Write(KeccakSuite.HashWords([BinaryPrimitives.ReadUInt32BigEndian(Encoding.ASCII.GetBytes("test"))]), bytes);
        Convert.ToHexStringLower(bytes).ShouldBe("9c22ff5f21f0b81b113e63f7db6da94fedef11b2119b4088b89664fb9a3cb658");
    }

    [Fact]
    public void Keccak_of_nothing_is_the_well_known_constant()
    {
        byte[] bytes = new byte[32];
        KeccakSuite.Write(KeccakSuite.HashWords([]), bytes);
        Convert.ToHexStringLower(bytes).ShouldBe("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }

    [Fact]
    public void Digests_survive_their_serialisation_and_non_canonical_ones_are_refused()
    {
        byte[] bytes = new byte[32];
        Digest digest = Poseidon2Suite.HashRow([KoalaBear.Two]);
        Poseidon2Suite.Write(digest, bytes);
        Poseidon2Suite.TryRead(bytes, out Digest read).ShouldBeTrue();
        read.ShouldBe(digest);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(28), KoalaBear.Modulus);
        Poseidon2Suite.TryRead(bytes, out _).ShouldBeFalse();
    }

    [Fact]
    public void Found_nonces_are_the_first_that_verify()
    {
        ShouldFindTheFirstNonce<Poseidon2Suite>();
        ShouldFindTheFirstNonce<KeccakSuite>();
    }

    private static void ShouldFindTheFirstNonce<THash>()
        where THash : struct, IHashSuite<THash>
    {
        Transcript<THash> prover = new();
        prover.Absorb(7);
        uint found = prover.Grind(9, threads: 2, CancellationToken.None);
        for (uint nonce = 0; nonce <= found; nonce++)
        {
            Transcript<THash> verifier = new();
            verifier.Absorb(7);
            verifier.VerifyNonce(nonce, 9).ShouldBe(nonce == found);
        }
    }

    private static void ShouldHashLikeSingleRows<THash>()
        where THash : struct, IHashSuite<THash>
    {
        ShouldHashLikeSingleRows<THash, Packed128>();
        ShouldHashLikeSingleRows<THash, Packed256>();
        ShouldHashLikeSingleRows<THash, Packed512>();
    }

    private static void ShouldHashLikeSingleRows<THash, P>()
        where THash : struct, IHashSuite<THash>
        where P : unmanaged, IPackedField<P>
    {
        foreach (int width in (ReadOnlySpan<int>)[1, 15, 16, 17, 33, 34, 35, 70])
        {
            KoalaBear[] elements = [.. Enumerable.Range(1, width * P.Lanes).Select(i => KoalaBear.FromCanonical((uint)i * 0x9e37_79b9u))];
            Digest[] digests = new Digest[P.Lanes];
            THash.HashRows<P>(MemoryMarshal.Cast<KoalaBear, P>(elements.AsSpan()), digests);
            digests.ShouldBe(Enumerable.Range(0, P.Lanes).Select(lane => THash.HashRow([.. Enumerable.Range(0, width).Select(c => elements[(c * P.Lanes) + lane])])));

            Digest[] nodes = new Digest[P.Lanes];
            THash.CompressMany<P>(digests, [.. digests.Reverse()], nodes);
            nodes.ShouldBe(digests.Zip(digests.Reverse(), (l, r) => THash.Compress(l, r)));
        }
    }
}
