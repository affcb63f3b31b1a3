using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Verification;

/// <summary>
/// What <see cref="ProofVerifier{TContext, TBase, TExtension, TDigest, TBit}"/> does apart from arithmetic. Natively an operation is computed and a failed assertion remembered; a recorder emits the
/// operation. An operation here is one that a circuit has a chip for. No operation gives the verifier a value to branch on.
/// </summary>
public interface IVerifierContext<TBase, TExtension, TDigest, TBit>
    where TBase : struct, IAlgebra<TBase>
    where TExtension : struct, IExtension<TExtension, TBase>
{
    /// <summary>What follows belongs to the named part of the verifier, for profiles.</summary>
    void BeginPart(string part);

    TDigest Constant(in Digest digest);

    void AssertZero(TExtension value, VerificationError error, string detail);

    void AssertEqual(TDigest left, TDigest right, VerificationError error, string detail);

    /// <summary>The element is none of the base field.</summary>
    void AssertOutsideBaseField(TExtension value, VerificationError error, string detail);

    /// <summary>The lowest <paramref name="bits"/> bits of the first word of a digest are zero.</summary>
    void AssertZeroBits(TDigest digest, int bits, VerificationError error, string detail);

    /// <summary>The inverse, which must exist.</summary>
    TExtension Inverse(TExtension value, VerificationError error, string detail);

    /// <summary><paramref name="ifSet"/> if the bit is set, else <paramref name="ifClear"/>.</summary>
    TExtension Select(TBit bit, TExtension ifClear, TExtension ifSet);

    /// <inheritdoc cref="Select(TBit, TExtension, TExtension)"/>
    TDigest Select(TBit bit, TDigest ifClear, TDigest ifSet);

    /// <summary>value·factor if the bit is set, else value.</summary>
    TBase MultiplyIf(TBit bit, TBase value, KoalaBear factor);

    /// <summary>The hash of a message that <see cref="HashMessage{THash}"/> would put together from the same items.</summary>
    TDigest Hash(HashDomain domain, ReadOnlySpan<HashItem<TBase, TExtension, TDigest>> items);

    /// <summary>The challenge in a digest: its first five coordinates.</summary>
    TExtension ToExtension(TDigest digest);

    /// <summary>The lowest <paramref name="count"/> bits of word <paramref name="word"/> of a digest, taken as a canonical number; lowest first.</summary>
    TBit[] ToBits(TDigest digest, int word, int count);

    /// <summary>The inner node over two digests.</summary>
    TDigest Compress(TDigest left, TDigest right);

    /// <summary>The node over <paramref name="node"/> and <paramref name="sibling"/>, where <paramref name="isRight"/> says on which side the node is.</summary>
    TDigest MerkleStep(TBit isRight, TDigest node, TDigest sibling);

    /// <summary>
    /// The digest of a row; and for every cell in turn, where b is the <paramref name="challenge"/>, <paramref name="local"/> ← local·b + cell and, for the first <paramref name="nextCells"/>
    /// ones, <paramref name="next"/> ← next·b + cell. Both numbers are whole blocks of the hash.
    /// </summary>
    TDigest HashRow(ReadOnlySpan<TBase> row, int nextCells, TExtension challenge, ref TExtension local, ref TExtension next);

    /// <inheritdoc cref="HashRow(ReadOnlySpan{TBase}, int, TExtension, ref TExtension, ref TExtension)"/>
    TDigest HashRow(ReadOnlySpan<TExtension> row, int nextCells, TExtension challenge, ref TExtension local, ref TExtension next);

    /// <summary>The digest of a row alone.</summary>
    TDigest HashRow(ReadOnlySpan<TExtension> row);
}
