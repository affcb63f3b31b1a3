using Rollup.Kernel.Fields;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Verification;
using Rollup.Stark.Hashing;
using Rollup.Stark.Proofs;
using Rollup.Stark.Verification;

namespace Rollup.Recursion.Tests;

/// <summary>Records the verifier without its assertions of some errors: what a circuit would be that forgot them.</summary>
internal sealed class OmittingContext(CircuitRecorder recorder, IReadOnlySet<VerificationError> omitted) : IVerifierContext<CircuitBase, CircuitValue, CircuitDigest, CircuitBit>
{
    private readonly RecordingContext _inner = new(recorder);

    public void BeginPart(string part) => _inner.BeginPart(part);

    public CircuitDigest Constant(in Digest digest) => _inner.Constant(digest);

    public void AssertZero(CircuitValue value, VerificationError error, string detail)
    {
        if (!omitted.Contains(error))
            _inner.AssertZero(value, error, detail);
    }

    public void AssertEqual(CircuitDigest left, CircuitDigest right, VerificationError error, string detail)
    {
        if (!omitted.Contains(error))
            _inner.AssertEqual(left, right, error, detail);
    }

    public void AssertOutsideBaseField(CircuitValue value, VerificationError error, string detail)
    {
        if (!omitted.Contains(error))
            _inner.AssertOutsideBaseField(value, error, detail);
    }

    public void AssertZeroBits(CircuitDigest digest, int bits, VerificationError error, string detail)
    {
        if (!omitted.Contains(error))
            _inner.AssertZeroBits(digest, bits, error, detail);
    }

    public CircuitValue Inverse(CircuitValue value, VerificationError error, string detail) => _inner.Inverse(value, error, detail);

    public CircuitValue Select(CircuitBit bit, CircuitValue ifClear, CircuitValue ifSet) => _inner.Select(bit, ifClear, ifSet);

    public CircuitDigest Select(CircuitBit bit, CircuitDigest ifClear, CircuitDigest ifSet) => _inner.Select(bit, ifClear, ifSet);

    public CircuitBase MultiplyIf(CircuitBit bit, CircuitBase value, KoalaBear factor) => _inner.MultiplyIf(bit, value, factor);

    public CircuitDigest Hash(HashDomain domain, ReadOnlySpan<HashItem<CircuitBase, CircuitValue, CircuitDigest>> items) => _inner.Hash(domain, items);

    public CircuitValue ToExtension(CircuitDigest digest) => _inner.ToExtension(digest);

    public CircuitBit[] ToBits(CircuitDigest digest, int word, int count) => _inner.ToBits(digest, word, count);

    public CircuitDigest Compress(CircuitDigest left, CircuitDigest right) => _inner.Compress(left, right);

    public CircuitDigest MerkleStep(CircuitBit isRight, CircuitDigest node, CircuitDigest sibling) => _inner.MerkleStep(isRight, node, sibling);

    public CircuitDigest HashRow(ReadOnlySpan<CircuitBase> row, int nextCells, CircuitValue challenge, ref CircuitValue local, ref CircuitValue next)
        => _inner.HashRow(row, nextCells, challenge, ref local, ref next);

    public CircuitDigest HashRow(ReadOnlySpan<CircuitValue> row, int nextCells, CircuitValue challenge, ref CircuitValue local, ref CircuitValue next)
        => _inner.HashRow(row, nextCells, challenge, ref local, ref next);

    public CircuitDigest HashRow(ReadOnlySpan<CircuitValue> row) => _inner.HashRow(row);
}
