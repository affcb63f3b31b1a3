using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Hashing;

/// <summary>A hash function in all the uses that a proof has for it. Results do not depend on the packed field they are computed with.</summary>
public interface IHashSuite<TSelf>
    where TSelf : struct, IHashSuite<TSelf>
{
    static abstract HashKind Kind { get; }

    /// <summary>
    /// If not zero, messages are made of blocks of so many words that hold elements of one kind only, none of them cut: see <see cref="HashMessage{THash}"/>.
    /// </summary>
    static abstract int BlockWords { get; }

    /// <summary>The bytes of a node of a tree that are not always zero, from the first one on: what a proof carries of it.</summary>
    static abstract int NodeBytes { get; }

    /// <summary>The digest of a matrix row of base elements (or of several rows of equal height, one after another).</summary>
    static abstract Digest HashRow(ReadOnlySpan<KoalaBear> row);

    /// <summary>As <see cref="HashRow(ReadOnlySpan{KoalaBear})"/>, of extension elements.</summary>
    static abstract Digest HashRow(ReadOnlySpan<Extension> row);

    /// <summary>
    /// The digests of <c>P.Lanes</c> consecutive rows; vector i holds column i. With <paramref name="ofExtensions"/> every five columns are an extension element.
    /// </summary>
    static abstract void HashRows<P>(ReadOnlySpan<P> columns, bool ofExtensions, Span<Digest> digests)
        where P : unmanaged, IPackedField<P>;

    /// <summary>The inner node over two digests.</summary>
    static abstract Digest Compress(in Digest left, in Digest right);

    /// <summary>Element by element <see cref="Compress"/>.</summary>
    static abstract void CompressMany<P>(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> nodes)
        where P : unmanaged, IPackedField<P>;

    /// <summary>The word that stands for a field element in <see cref="HashWords"/>.</summary>
    static abstract uint Word(KoalaBear element);

    /// <summary>The hash of a message of words made by <see cref="Word"/> and of digests.</summary>
    static abstract Digest HashWords(HashDomain domain, ReadOnlySpan<uint> words);

    /// <summary>
    /// A close to uniform field element out of a uniform digest; coordinates 0 to 4 are independent. No element is more likely
    /// than (1 + 2^−17)/p.
    /// </summary>
    static abstract KoalaBear Coordinate(in Digest digest, int index);

    /// <summary>Bits out of a uniform digest of which the low 24 are close to uniform; words 0 to 7 are independent.</summary>
    static abstract uint Bits(in Digest digest, int index);

    /// <summary>
    /// The smallest nonce, <paramref name="first"/> or above, for which the first <paramref name="bits"/> bits of the transcript's hash of (state, nonce) are zero; <see langword="null"/> if there is none.
    /// </summary>
    static abstract uint? FindNonce(in Digest state, int bits, uint first, int threads, CancellationToken cancellation);

    static abstract void Write(in Digest digest, Span<byte> bytes);

    /// <summary>A node's digest from its <see cref="NodeBytes"/>, followed by zeros; false if they are no canonical one.</summary>
    static abstract bool TryRead(ReadOnlySpan<byte> bytes, out Digest digest);
}
