using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Hashing;

/// <summary>
/// Keccak-256 (Ethereum's padding) over big-endian words: rows as four bytes per canonical element, inner nodes as the 52 bytes of both
/// children. The heights fix the depth of every tree, so a row cannot pass for a node; everything else that is hashed ends in a domain byte (<see cref="HashDomain"/>), so a node cannot
/// pass for a state of the transcript.
/// <para>
/// Rows and nodes keep the first <see cref="NodeBytes"/> bytes of their hash, because a proof is calldata and consists of paths to a good part: collisions cost 2^104, which is more than the proof's other
/// errors leave. A digest holds them followed by zeros, and is hashed like that in messages; states of the transcript and keys keep all 256 bits.
/// </para>
/// </summary>
public readonly struct KeccakSuite : IHashSuite<KeccakSuite>
{
    /// <summary>A coordinate is 48 of a digest's 240 first bits, modulo p.</summary>
    private const int CoordinateBytes = 6;

    /// <summary>The word of which a node keeps the first half.</summary>
    private const int HalfWord = 6;

    public static HashKind Kind => HashKind.Keccak;

    public static int BlockWords => 0;

    public static int NodeBytes => 26;

    public static Digest HashRow(ReadOnlySpan<KoalaBear> row)
    {
        Digest digest = default;
        KeccakWordSponge<KeccakLanes1> sponge = new(stackalloc KeccakLanes1[PackedKeccak.LaneCount]);
        foreach (KoalaBear element in row)
        {
            uint word = element.ToCanonical();
            sponge.Absorb(new(ref word));
        }

        sponge.Finish(new(ref digest));
        return Cut(digest);
    }

    public static Digest HashRow(ReadOnlySpan<Extension> row) => HashRow(MemoryMarshal.Cast<Extension, KoalaBear>(row));

    public static void HashRows<P>(ReadOnlySpan<P> columns, bool ofExtensions, Span<Digest> digests)
        where P : unmanaged, IPackedField<P>
    {
        int first = 0;
        for (; Avx512F.IsSupported && first + KeccakLanes8.Count <= P.Lanes; first += KeccakLanes8.Count)
            HashSomeRows<P, KeccakLanes8>(columns, first, digests[first..]);
        for (; Avx2.IsSupported && first + KeccakLanes4.Count <= P.Lanes; first += KeccakLanes4.Count)
            HashSomeRows<P, KeccakLanes4>(columns, first, digests[first..]);
        for (; first < P.Lanes; first++)
            HashSomeRows<P, KeccakLanes1>(columns, first, digests[first..]);
        Cut(digests[..P.Lanes]);
    }

    public static Digest Compress(in Digest left, in Digest right)
    {
        Digest digest = default;
        CompressSome<KeccakLanes1>(new(in left), new(in right), new(ref digest));
        return Cut(digest);
    }

    public static void CompressMany<P>(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> nodes)
        where P : unmanaged, IPackedField<P>
    {
        int first = 0;
        for (; Avx512F.IsSupported && first + KeccakLanes8.Count <= nodes.Length; first += KeccakLanes8.Count)
            CompressSome<KeccakLanes8>(left[first..], right[first..], nodes[first..]);
        for (; Avx2.IsSupported && first + KeccakLanes4.Count <= nodes.Length; first += KeccakLanes4.Count)
            CompressSome<KeccakLanes4>(left[first..], right[first..], nodes[first..]);
        for (; first < nodes.Length; first++)
            CompressSome<KeccakLanes1>(left[first..], right[first..], nodes[first..]);
        Cut(nodes);
    }

    public static uint Word(KoalaBear element) => element.ToCanonical();

    public static Digest HashWords(HashDomain domain, ReadOnlySpan<uint> words)
    {
        Digest digest = default;
        KeccakWordSponge<KeccakLanes1> sponge = new(stackalloc KeccakLanes1[PackedKeccak.LaneCount]);
        for (int i = 0; i < words.Length; i++)
            sponge.Absorb(words.Slice(i, 1));
        sponge.Finish(new(ref digest), domain);
        return digest;
    }

    public static KoalaBear Coordinate(in Digest digest, int index)
    {
        Span<byte> bytes = stackalloc byte[Digest.Bytes + 2];
        Write(digest, bytes);
        ulong value = BinaryPrimitives.ReadUInt64BigEndian(bytes[(CoordinateBytes * index)..]) >> 16;
        return KoalaBear.FromCanonical((uint)(value % KoalaBear.Modulus));
    }

    public static uint Bits(in Digest digest, int index) => digest[index];

    public static uint? FindNonce(in Digest state, int bits, uint first, int threads, CancellationToken cancellation)
    {
        if (!Avx512F.IsSupported)
            return Avx2.IsSupported ? FindNonce<KeccakLanes4>(state, bits, first, threads, cancellation) : FindNonce<KeccakLanes1>(state, bits, first, threads, cancellation);
        return FindNonce<KeccakLanes8>(state, bits, first, threads, cancellation);
    }

    public static void Write(in Digest digest, Span<byte> bytes)
    {
        for (int i = 0; i < Digest.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(4 * i)..], digest[i]);
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Digest digest)
    {
        digest = default;
        for (int i = 0; i < Digest.Length; i++)
            digest[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * i)..]);
        return digest == Cut(digest);
    }

    private static Digest Cut(Digest digest)
    {
        digest[HalfWord] &= 0xffff_0000;
        digest[^1] = 0;
        return digest;
    }

    private static void Cut(Span<Digest> digests)
    {
        foreach (ref Digest digest in digests)
            digest = Cut(digest);
    }

    /// <summary>The digests of lanes <paramref name="first"/> … <paramref name="first"/> + Count − 1.</summary>
    private static void HashSomeRows<P, T>(ReadOnlySpan<P> columns, int first, Span<Digest> digests)
        where P : unmanaged, IPackedField<P>
        where T : unmanaged, IKeccakLanes<T>
    {
        KeccakWordSponge<T> sponge = new(stackalloc T[PackedKeccak.LaneCount]);
        Span<P> block = stackalloc P[KeccakWordSponge<T>.RateWords];
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<P, uint>(block)[first..];
        for (; columns.Length > 0; columns = columns[Math.Min(columns.Length, block.Length)..])
        {
            int count = Math.Min(columns.Length, block.Length);
            for (int i = 0; i < count; i++)
                block[i] = P.ToCanonicalWords(columns[i]);
            sponge.AbsorbBlock(words, P.Lanes, count);
        }

        sponge.Finish(digests);
    }

    private static void CompressSome<T>(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> nodes)
        where T : unmanaged, IKeccakLanes<T>
    {
        KeccakWordSponge<T> sponge = new(stackalloc T[PackedKeccak.LaneCount]);
        const int Count = (2 * HalfWord) + 1;
        Span<uint> words = stackalloc uint[Count * T.Count];
        for (int message = 0; message < T.Count; message++)
        {
            // The right child begins in the middle of a word.
            ReadOnlySpan<uint> leftWords = left[message], rightWords = right[message];
            for (int i = 0; i < HalfWord; i++)
            {
                words[(i * T.Count) + message] = leftWords[i];
                words[((HalfWord + 1 + i) * T.Count) + message] = (rightWords[i] << 16) | (rightWords[i + 1] >> 16);
            }

            words[(HalfWord * T.Count) + message] = leftWords[HalfWord] | (rightWords[0] >> 16);
        }

        sponge.AbsorbBlock(words, T.Count, Count);
        sponge.Finish(nodes);
    }

    private static uint? FindNonce<T>(Digest state, int bits, uint first, int threads, CancellationToken cancellation)
        where T : unmanaged, IKeccakLanes<T>
    {
        uint mask = (1u << bits) - 1;
        return Grinding.FindFirst(first, T.Count, threads, cancellation, nonce =>
        {
            KeccakWordSponge<T> sponge = new(stackalloc T[PackedKeccak.LaneCount]);
            Span<uint> words = stackalloc uint[T.Count];
            for (int i = 0; i < Digest.Length; i++)
            {
                words.Fill(state[i]);
                sponge.Absorb(words);
            }

            for (int message = 0; message < T.Count; message++)
                words[message] = nonce + (uint)message;
            sponge.Absorb(words);
            Span<Digest> digests = stackalloc Digest[T.Count];
            sponge.Finish(digests, HashDomain.Transcript);
            for (int message = 0; message < T.Count; message++)
            {
                if ((Bits(digests[message], 0) & mask) == 0)
                    return message;
            }

            return -1;
        });
    }
}
