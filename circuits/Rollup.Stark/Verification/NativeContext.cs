using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Verification;

/// <summary>The context of the verifier on the host: computes, and keeps the first failed assertion.</summary>
public sealed class NativeContext<THash> : IVerifierContext<Scalar, Extension, Digest, bool>
    where THash : struct, IHashSuite<THash>
{
    /// <summary>1, b, b², … of the batching challenge, as far as they were needed.</summary>
    private readonly List<Extension> _powers = [];

    /// <summary>The first failed assertion, or that there was none.</summary>
    public VerificationResult Result { get; private set; } = VerificationResult.Valid;

    public void BeginPart(string part)
    {
    }

    public Digest Constant(in Digest digest) => digest;

    public void AssertZero(Extension value, VerificationError error, string detail) => Assert(value == Extension.Zero, error, detail);

    public void AssertEqual(Digest left, Digest right, VerificationError error, string detail) => Assert(left == right, error, detail);

    public void AssertOutsideBaseField(Extension value, VerificationError error, string detail) => Assert(value != Extension.FromBase(value.C0), error, detail);

    public void AssertZeroBits(Digest digest, int bits, VerificationError error, string detail) => Assert((THash.Bits(digest, 0) & ((1u << bits) - 1)) == 0, error, detail);

    public Extension Inverse(Extension value, VerificationError error, string detail)
    {
        Assert(value != Extension.Zero, error, detail);
        return value.Inverse();
    }

    public Extension Select(bool bit, Extension ifClear, Extension ifSet) => bit ? ifSet : ifClear;

    public Digest Select(bool bit, Digest ifClear, Digest ifSet) => bit ? ifSet : ifClear;

    public Scalar MultiplyIf(bool bit, Scalar value, KoalaBear factor) => bit ? value * new Scalar(factor) : value;

    public Digest Hash(HashDomain domain, ReadOnlySpan<HashItem<Scalar, Extension, Digest>> items)
    {
        HashMessage<THash> message = new();
        foreach (ref readonly HashItem<Scalar, Extension, Digest> item in items)
        {
            switch (item.Kind)
            {
                case HashItemKind.Base:
                    message.Add(item.Base.Value);
                    break;
                case HashItemKind.Extension:
                    message.Add(item.Extension);
                    break;
                default:
                    message.Add(item.Digest);
                    break;
            }
        }

        return THash.HashWords(domain, message.Words);
    }

    public Extension ToExtension(Digest digest) => new(
        new(THash.Coordinate(digest, 0)), new(THash.Coordinate(digest, 1)), new(THash.Coordinate(digest, 2)), new(THash.Coordinate(digest, 3)), new(THash.Coordinate(digest, 4)));

    public bool[] ToBits(Digest digest, int word, int count)
    {
        uint value = THash.Bits(digest, word);
        bool[] bits = new bool[count];
        for (int i = 0; i < count; i++)
            bits[i] = (value >> i & 1) != 0;
        return bits;
    }

    public Digest Compress(Digest left, Digest right) => THash.Compress(left, right);

    public Digest MerkleStep(bool isRight, Digest node, Digest sibling) => isRight ? THash.Compress(sibling, node) : THash.Compress(node, sibling);

    public Digest HashRow(ReadOnlySpan<Scalar> row, int nextCells, Extension challenge, ref Extension local, ref Extension next)
    {
        // By powers instead of Horner's rule: products with base elements are a fifth of the work.
        local = (local * Power(challenge, row.Length)) + Sum(row, challenge);
        if (nextCells > 0)
            next = (next * Power(challenge, nextCells)) + Sum(row[..nextCells], challenge);
        return THash.HashRow(MemoryMarshal.Cast<Scalar, KoalaBear>(row));
    }

    public Digest HashRow(ReadOnlySpan<Extension> row, int nextCells, Extension challenge, ref Extension local, ref Extension next)
    {
        for (int i = 0; i < row.Length; i++)
        {
            local = (local * challenge) + row[i];
            if (i < nextCells)
                next = (next * challenge) + row[i];
        }

        return THash.HashRow(row);
    }

    public Digest HashRow(ReadOnlySpan<Extension> row) => THash.HashRow(row);

    /// <summary>Σ b^(n − 1 − i)·rowᵢ.</summary>
    private Extension Sum(ReadOnlySpan<Scalar> row, Extension challenge)
    {
        _ = Power(challenge, row.Length);
        Extension sum = default;
        for (int i = 0; i < row.Length; i++)
            sum += _powers[row.Length - 1 - i] * row[i];
        return sum;
    }

    private Extension Power(Extension challenge, int exponent)
    {
        if (_powers.Count < 2 || _powers[1] != challenge)
        {
            _powers.Clear();
            _powers.AddRange([Extension.One, challenge]);
        }

        while (_powers.Count <= exponent)
            _powers.Add(_powers[^1] * challenge);
        return _powers[exponent];
    }

    private void Assert(bool holds, VerificationError error, string detail)
    {
        if (!holds && Result.IsValid)
            Result = new(error, detail);
    }
}
