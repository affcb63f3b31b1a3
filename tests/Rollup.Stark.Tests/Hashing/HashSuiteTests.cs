using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;
using Rollup.Stark.Verification;

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
        KeccakSuite.Write(KeccakSuite.HashWords(default, [BinaryPrimitives.ReadUInt32BigEndian(Encoding.ASCII.GetBytes("test"))]), bytes);
        Convert.ToHexStringLower(bytes).ShouldBe("9c22ff5f21f0b81b113e63f7db6da94fedef11b2119b4088b89664fb9a3cb658");
    }

    [Fact]
    public void Keccak_of_nothing_is_the_well_known_constant()
    {
        byte[] bytes = new byte[32];
        KeccakSuite.Write(KeccakSuite.HashWords(default, []), bytes);
        Convert.ToHexStringLower(bytes).ShouldBe("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }

    [Fact]
    public void A_domain_is_a_byte_after_a_keccak_message_so_that_a_node_is_no_transcript()
    {
        // Keccak-256 of "test" and the byte 2, by another implementation: the kernel's.
        Hashed(HashDomain.Transcript, [BinaryPrimitives.ReadUInt32BigEndian(Encoding.ASCII.GetBytes("test"))]).ShouldBe(Keccak256.Hash([.. "test"u8, 2]));
        uint[] block = [.. Enumerable.Range(0, 33).Select(i => (uint)i)];
        Hashed(HashDomain.Key, block).ShouldBe(Keccak256.Hash([.. block.SelectMany(word => (byte[])[0, 0, 0, (byte)word]), 3]));

        static Hash256 Hashed(HashDomain domain, uint[] words)
        {
            byte[] bytes = new byte[32];
            KeccakSuite.Write(KeccakSuite.HashWords(domain, words), bytes);
            return Hash256.FromSpan(bytes);
        }
    }

    [Fact]
    public void Keccak_nodes_are_the_first_26_bytes_of_the_hash_of_their_childrens()
    {
        Digest left = KeccakSuite.HashRow([KoalaBear.Two]), right = KeccakSuite.HashRow([KoalaBear.One]);
        byte[] leftBytes = Bytes(left), rightBytes = Bytes(right);
        leftBytes.ShouldBe([.. Keccak256.Hash([0, 0, 0, 2]).AsSpan()[..26], .. new byte[6]]);
        Bytes(KeccakSuite.Compress(left, right)).ShouldBe([.. Keccak256.Hash([.. leftBytes[..26], .. rightBytes[..26]]).AsSpan()[..26], .. new byte[6]]);
        KeccakSuite.TryRead(leftBytes, out Digest read).ShouldBeTrue();
        read.ShouldBe(left);
        leftBytes[26] = 1;
        KeccakSuite.TryRead(leftBytes, out _).ShouldBeFalse();

        static byte[] Bytes(Digest digest)
        {
            byte[] bytes = new byte[Digest.Bytes];
            KeccakSuite.Write(digest, bytes);
            return bytes;
        }
    }

    [Fact]
    public void The_search_for_nonces_goes_on_from_where_it_is_told()
    {
        NativeTranscript<KeccakSuite> prover = new();
        prover.BeginWork();
        uint found = Find(0), next = Find(found + 1);
        next.ShouldBeGreaterThan(found);
        Find(next).ShouldBe(next);

        uint Find(uint first) => prover.FindNonce(9, first, threads: 2, CancellationToken.None)!.Value.Value.ToCanonical();
    }

    [Fact]
    public void Blocks_of_a_poseidon2_message_hold_one_kind_of_element_each()
    {
        HashMessage<Poseidon2Suite> message = new();
        Digest digest = Poseidon2Suite.HashRow([KoalaBear.Two]);
        message.Add(digest);
        message.Add(KoalaBear.One);
        for (int i = 0; i < 4; i++)
            message.Add(Extension.One);
        message.Add(digest);
        uint one = KoalaBear.One.MontgomeryWord;
        uint[] words = [.. (ReadOnlySpan<uint>)digest];
        message.Words.ToArray().ShouldBe(
            [.. words, .. new uint[8], one, .. new uint[15], one, 0, 0, 0, 0, one, 0, 0, 0, 0, one, 0, 0, 0, 0, 0, one, .. new uint[15], .. words, .. new uint[8]]);
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
        NativeTranscript<THash> prover = new();
        prover.AbsorbConstant(7);
        prover.BeginWork();
        uint found = prover.FindNonce(9, first: 0, threads: 2, CancellationToken.None)!.Value.Value.ToCanonical();
        for (uint nonce = 0; nonce <= found; nonce++)
        {
            NativeContext<THash> context = new();
            NativeTranscript<THash> verifier = new(context);
            verifier.AbsorbConstant(7);
            verifier.BeginWork();
            verifier.EndWork(new(KoalaBear.FromCanonical(nonce)), 9, WorkStage.Queries);
            context.Result.Error.ShouldBe(nonce == found ? VerificationError.None : VerificationError.InsufficientWork);
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
        foreach (int width in (ReadOnlySpan<int>)[1, 15, 16, 17, 20, 30, 33, 34, 35, 70])
        {
            KoalaBear[] elements = [.. Enumerable.Range(1, width * P.Lanes).Select(i => KoalaBear.FromCanonical((uint)i * 0x9e37_79b9u))];
            Digest[] digests = new Digest[P.Lanes];
            THash.HashRows<P>(MemoryMarshal.Cast<KoalaBear, P>(elements.AsSpan()), ofExtensions: false, digests);
            digests.ShouldBe(Enumerable.Range(0, P.Lanes).Select(lane => THash.HashRow([.. Enumerable.Range(0, width).Select(c => elements[(c * P.Lanes) + lane])])));

            if (width % ExtensionField.Degree == 0)
            {
                Digest[] ofExtensions = new Digest[P.Lanes];
                THash.HashRows<P>(MemoryMarshal.Cast<KoalaBear, P>(elements.AsSpan()), ofExtensions: true, ofExtensions);
                ofExtensions.ShouldBe(Enumerable.Range(0, P.Lanes).Select(lane => THash.HashRow(
                    MemoryMarshal.Cast<KoalaBear, Extension>(Enumerable.Range(0, width).Select(c => elements[(c * P.Lanes) + lane]).ToArray()))));
            }

            Digest[] nodes = new Digest[P.Lanes];
            THash.CompressMany<P>(digests, [.. digests.Reverse()], nodes);
            nodes.ShouldBe(digests.Zip(digests.Reverse(), (l, r) => THash.Compress(l, r)));
        }
    }
}
