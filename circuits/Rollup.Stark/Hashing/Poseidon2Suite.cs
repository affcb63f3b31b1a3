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
    /// <summary>The sponge's domains.</summary>
    private const uint RowDomain = 0x0053_0001, TranscriptDomain = 0x0053_0002;

    public static HashKind Kind => HashKind.Poseidon2;

    public static Digest HashRow(ReadOnlySpan<KoalaBear> row)
    {
        Digest digest = default;
        Poseidon2Hash.Hash(RowDomain, row, Elements(ref digest));
        return digest;
    }

    public static void HashRows<P>(ReadOnlySpan<P> columns, Span<Digest> digests)
        where P : unmanaged, IPackedField<P>
        => HashColumns(RowDomain, columns, digests);

    public static Digest Compress(in Digest left, in Digest right)
    {
        Digest digest = left, other = right;
        Poseidon2Hash.Compress(Elements(ref digest), Elements(ref other), Elements(ref digest));
        return digest;
    }

    public static void CompressMany<P>(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> nodes)
        where P : unmanaged, IPackedField<P>
    {
        Span<P> state = stackalloc P[Poseidon2Width16.Width];
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

    public static Digest HashWords(ReadOnlySpan<uint> words)
    {
        Digest digest = default;
        Poseidon2Hash.Hash(TranscriptDomain, MemoryMarshal.Cast<uint, KoalaBear>(words), Elements(ref digest));
        return digest;
    }

    public static KoalaBear Coordinate(in Digest digest, int index) => KoalaBear.FromMontgomeryWord(digest[index]);

    public static uint Bits(in Digest digest, int index) => KoalaBear.FromMontgomeryWord(digest[index]).ToCanonical();

    public static uint? FindNonce(in Digest state, int bits, int threads, CancellationToken cancellation)
        => PackedField.Dispatch<NonceSearch, uint?>(new(state, bits, threads, cancellation));

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

    /// <summary>The sponge of <see cref="Poseidon2Hash.Hash"/> on <c>P.Lanes</c> inputs at once; vector i holds element i of every input.</summary>
    private static void HashColumns<P>(uint domain, ReadOnlySpan<P> columns, Span<Digest> digests)
        where P : unmanaged, IPackedField<P>
    {
        Span<P> state = stackalloc P[Poseidon2Width24.Width];
        state.Clear();
        Span<KoalaBear> capacity = stackalloc KoalaBear[Poseidon2Width24.Width];
        Poseidon2Hash.InitialiseCapacity(domain, columns.Length, capacity);
        for (int i = Poseidon2Hash.SpongeRate; i < Poseidon2Width24.Width; i++)
            state[i] = P.Constant(capacity[i]);
        do
        {
            int count = Math.Min(columns.Length, Poseidon2Hash.SpongeRate);
            columns[..count].CopyTo(state);
            columns = columns[count..];
            PackedPoseidon2.Permute24(state);
        }
        while (columns.Length > 0);

        ReadOnlySpan<KoalaBear> lanes = PackedField.Lanes(state);
        Span<KoalaBear> elements = MemoryMarshal.Cast<Digest, KoalaBear>(digests);
        for (int lane = 0; lane < P.Lanes; lane++)
        {
            for (int i = 0; i < Digest.Length; i++)
                elements[(lane * Digest.Length) + i] = lanes[(i * P.Lanes) + lane];
        }
    }

    private static Span<KoalaBear> Elements(ref Digest digest) => MemoryMarshal.Cast<uint, KoalaBear>((Span<uint>)digest);

    private readonly struct NonceSearch(Digest state, int bits, int threads, CancellationToken cancellation) : IPackedAction<uint?>
    {
        public uint? Run<P>()
            where P : unmanaged, IPackedField<P>
        {
            Digest start = state;
            uint mask = (1u << bits) - 1;
            return Grinding.FindFirst(P.Lanes, threads, cancellation, nonce =>
            {
                Span<P> input = stackalloc P[Digest.Length + 1];
                for (int i = 0; i < Digest.Length; i++)
                    input[i] = P.Constant(KoalaBear.FromMontgomeryWord(start[i]));
                Span<KoalaBear> nonces = PackedField.Lanes(input[Digest.Length..]);
                for (int lane = 0; lane < P.Lanes; lane++)
                    nonces[lane] = KoalaBear.FromCanonical(nonce + (uint)lane);
                Span<Digest> digests = stackalloc Digest[P.Lanes];
                HashColumns(TranscriptDomain, input, digests);
                for (int lane = 0; lane < P.Lanes; lane++)
                {
                    if ((Bits(digests[lane], 0) & mask) == 0)
                        return lane;
                }

                return -1;
            });
        }
    }
}
