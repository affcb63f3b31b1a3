using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;

namespace Rollup.Stark.Tests.Forgery;

/// <summary>Keccak, but for challenges: they all come out of the base field, as an honest hash's do once in 2^124.</summary>
internal readonly struct BaseFieldSuite : IHashSuite<BaseFieldSuite>
{
    public static HashKind Kind => KeccakSuite.Kind;

    public static KoalaBear Coordinate(in Digest digest, int index) => index == 0 ? KeccakSuite.Coordinate(digest, 0) : KoalaBear.Zero;

    public static int BlockWords => KeccakSuite.BlockWords;

    public static int NodeBytes => KeccakSuite.NodeBytes;

    public static Digest HashRow(ReadOnlySpan<KoalaBear> row) => KeccakSuite.HashRow(row);

    public static Digest HashRow(ReadOnlySpan<Extension> row) => KeccakSuite.HashRow(row);

    public static void HashRows<P>(ReadOnlySpan<P> columns, bool ofExtensions, Span<Digest> digests)
        where P : unmanaged, IPackedField<P>
        => KeccakSuite.HashRows(columns, ofExtensions, digests);

    public static Digest Compress(in Digest left, in Digest right) => KeccakSuite.Compress(left, right);

    public static void CompressMany<P>(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> nodes)
        where P : unmanaged, IPackedField<P>
        => KeccakSuite.CompressMany<P>(left, right, nodes);

    public static uint Word(KoalaBear element) => KeccakSuite.Word(element);

    public static Digest HashWords(HashDomain domain, ReadOnlySpan<uint> words) => KeccakSuite.HashWords(domain, words);

    public static uint Bits(in Digest digest, int index) => KeccakSuite.Bits(digest, index);

    public static uint? FindNonce(in Digest state, int bits, uint first, int threads, CancellationToken cancellation) => KeccakSuite.FindNonce(state, bits, first, threads, cancellation);

    public static void Write(in Digest digest, Span<byte> bytes) => KeccakSuite.Write(digest, bytes);

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Digest digest) => KeccakSuite.TryRead(bytes, out digest);
}
