using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Hashing;

/// <summary>
/// Poseidon2: rows and transcript by the width-24 sponge of <see cref="Poseidon2Hash"/>, inner nodes by its width-16 compression. A
/// digest of eight elements has 248 bits, so collisions cost 2^124.
/// </summary>
public readonly struct Poseidon2Suite : IHashSuite<Poseidon2Suite>
{
    /// <summary>The sponge's domains are this plus a <see cref="HashDomain"/>.</summary>
    private const uint Domains = 0x0053_0000;

    /// <summary>The words of a block that extension elements fill: three of them, followed by a zero.</summary>
    private const int ExtensionBlockWords = 3 * ExtensionField.Degree;

    public static HashKind Kind => HashKind.Poseidon2;

    public static int BlockWords => Poseidon2Hash.SpongeRate;

    public static int NodeBytes => Digest.Bytes;

    /// <summary>What stands first in the capacity of a sponge over a message of the domain.</summary>
    public static uint SpongeDomain(HashDomain domain) => Domains + (uint)domain;

    public static Digest HashRow(ReadOnlySpan<KoalaBear> row)
    {
        Digest digest = default;
        KoalaBear[] blocks = new KoalaBear[WholeBlocks(row.Length)];
        row.CopyTo(blocks);
        Poseidon2Hash.Hash(SpongeDomain(HashDomain.Row), blocks, Elements(ref digest));
        return digest;
    }

    public static Digest HashRow(ReadOnlySpan<Extension> row)
    {
        HashMessage<Poseidon2Suite> message = new();
        foreach (ref readonly Extension element in row)
            message.Add(element);
        return HashWords(HashDomain.Row, message.Words);
    }

    public static void HashRows<P>(ReadOnlySpan<P> columns, bool ofExtensions, Span<Digest> digests)
        where P : unmanaged, IPackedField<P>
    {
        int block = ofExtensions ? ExtensionBlockWords : BlockWords;
        int blocks = (columns.Length + block - 1) / block;
        Span<P> state = PackedField.Align(stackalloc P[Poseidon2Width24.Width + 1]);
        state.Clear();
        Span<KoalaBear> capacity = stackalloc KoalaBear[Poseidon2Width24.Width];
        Poseidon2Hash.InitialiseCapacity(SpongeDomain(HashDomain.Row), blocks * BlockWords, capacity);
        for (int i = BlockWords; i < Poseidon2Width24.Width; i++)
            state[i] = P.Constant(capacity[i]);
        for (; blocks > 0; blocks--)
        {
            int count = Math.Min(columns.Length, block);
            columns[..count].CopyTo(state);
            state[count..BlockWords].Clear();
            columns = columns[count..];
            PackedPoseidon2.Permute24(state);
        }

        ReadOnlySpan<KoalaBear> lanes = PackedField.Lanes(state);
        Span<KoalaBear> elements = MemoryMarshal.Cast<Digest, KoalaBear>(digests);
        for (int lane = 0; lane < P.Lanes; lane++)
        {
            for (int i = 0; i < Digest.Length; i++)
                elements[(lane * Digest.Length) + i] = lanes[(i * P.Lanes) + lane];
        }
    }

    public static Digest Compress(in Digest left, in Digest right)
    {
        Digest digest = left, other = right;
        Poseidon2Hash.Compress(Elements(ref digest), Elements(ref other), Elements(ref digest));
        return digest;
    }

    public static void CompressMany<P>(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> nodes)
        where P : unmanaged, IPackedField<P>
    {
        Span<P> state = PackedField.Align(stackalloc P[Poseidon2Width16.Width + 1]);
        Span<P> feedForward = stackalloc P[Digest.Length];
        Span<KoalaBear> lanes = PackedField.Lanes(state);
        ReadOnlySpan<KoalaBear> leftElements = MemoryMarshal.Cast<Digest, KoalaBear>(left), rightElements = MemoryMarshal.Cast<Digest, KoalaBear>(right);
        Span<KoalaBear> nodeElements = MemoryMarshal.Cast<Digest, KoalaBear>(nodes);
        int done = 0;
        for (; done + P.Lanes <= nodes.Length; done += P.Lanes)
        {
            for (int lane = 0; lane < P.Lanes; lane++)
            {
                for (int i = 0; i < Digest.Length; i++)
                {
                    lanes[(i * P.Lanes) + lane] = leftElements[((done + lane) * Digest.Length) + i];
                    lanes[((Digest.Length + i) * P.Lanes) + lane] = rightElements[((done + lane) * Digest.Length) + i];
                }
            }

            state[..Digest.Length].CopyTo(feedForward);
            PackedPoseidon2.Permute16(state);
            for (int i = 0; i < Digest.Length; i++)
                state[i] += feedForward[i];
            for (int lane = 0; lane < P.Lanes; lane++)
            {
                for (int i = 0; i < Digest.Length; i++)
                    nodeElements[((done + lane) * Digest.Length) + i] = lanes[(i * P.Lanes) + lane];
            }
        }

        for (; done < nodes.Length; done++)
            nodes[done] = Compress(left[done], right[done]);
    }

    public static uint Word(KoalaBear element) => element.MontgomeryWord;

    public static Digest HashWords(HashDomain domain, ReadOnlySpan<uint> words)
    {
        Digest digest = default;
        Poseidon2Hash.Hash(SpongeDomain(domain), MemoryMarshal.Cast<uint, KoalaBear>(words), Elements(ref digest));
        return digest;
    }

    public static KoalaBear Coordinate(in Digest digest, int index) => KoalaBear.FromMontgomeryWord(digest[index]);

    public static uint Bits(in Digest digest, int index) => KoalaBear.FromMontgomeryWord(digest[index]).ToCanonical();

    public static uint? FindNonce(in Digest state, int bits, uint first, int threads, CancellationToken cancellation)
        => PackedField.Dispatch<NonceSearch, uint?>(new(state, bits, first, threads, cancellation));

    public static void Write(in Digest digest, Span<byte> bytes)
    {
        for (int i = 0; i < Digest.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(4 * i)..], KoalaBear.FromMontgomeryWord(digest[i]).ToCanonical());
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Digest digest)
    {
        digest = default;
        for (int i = 0; i < Digest.Length; i++)
        {
            uint value = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * i)..]);
            if (value >= KoalaBear.Modulus)
                return false;
            digest[i] = KoalaBear.FromCanonical(value).MontgomeryWord;
        }

        return true;
    }

    private static int WholeBlocks(int words) => (words + BlockWords - 1) / BlockWords * BlockWords;

    private static Span<KoalaBear> Elements(ref Digest digest) => MemoryMarshal.Cast<uint, KoalaBear>((Span<uint>)digest);

    /// <summary>The transcript's state fills the first block, so that its permutation is the same for all nonces; the nonce is alone in the second.</summary>
    private readonly struct NonceSearch(Digest transcript, int bits, uint firstNonce, int threads, CancellationToken cancellation) : IPackedAction<uint?>
    {
        public uint? Run<P>()
            where P : unmanaged, IPackedField<P>
        {
            KoalaBear[] start = new KoalaBear[Poseidon2Width24.Width];
            for (int i = 0; i < Digest.Length; i++)
                start[i] = KoalaBear.FromMontgomeryWord(transcript[i]);
            Poseidon2Hash.InitialiseCapacity(SpongeDomain(HashDomain.Transcript), 2 * BlockWords, start);
            Poseidon2Permutation.Permute24(start);
            uint mask = (1u << bits) - 1;
            return Grinding.FindFirst(firstNonce, P.Lanes, threads, cancellation, nonce =>
            {
                Span<P> state = PackedField.Align(stackalloc P[Poseidon2Width24.Width + 1]);
                state[..BlockWords].Clear();
                for (int i = BlockWords; i < state.Length; i++)
                    state[i] = P.Constant(start[i]);
                Span<KoalaBear> first = PackedField.Lanes(state[..1]);
                for (int lane = 0; lane < P.Lanes; lane++)
                    first[lane] = KoalaBear.FromCanonical(nonce + (uint)lane);
                PackedPoseidon2.Permute24(state);
                for (int lane = 0; lane < P.Lanes; lane++)
                {
                    if ((first[lane].ToCanonical() & mask) == 0)
                        return lane;
                }

                return -1;
            });
        }
    }
}
