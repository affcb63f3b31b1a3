using Rollup.Kernel.Fields;
using Rollup.Recursion.Programs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Proofs;
using Rollup.Stark.Verification;

namespace Rollup.Recursion.Verification;

/// <summary>
/// The recording instance of the verifier's context, for proofs with Poseidon2 trees: every operation is recorded as one or more of the circuit's, every assertion as a claim. <paramref name="partPrefix"/>
/// tells the verifiers of several proofs in one circuit apart.
/// </summary>
public sealed class RecordingContext(CircuitRecorder recorder, string partPrefix = "") : IVerifierContext<CircuitBase, CircuitValue, CircuitDigest, CircuitBit>
{
    private readonly Dictionary<(CircuitValue Base, int Exponent), CircuitValue> _powers = [];

    public CircuitRecorder Recorder => recorder;

    public void BeginPart(string part) => recorder.BeginPart(partPrefix + part);

    public CircuitDigest Constant(in Digest digest) => recorder.Constant(digest);

    public void AssertZero(CircuitValue value, VerificationError error, string detail) => recorder.AssertZero(value);

    public void AssertEqual(CircuitDigest left, CircuitDigest right, VerificationError error, string detail) => recorder.AssertEqual(left, right);

    /// <summary>What remains of the value without its first coordinate is not zero.</summary>
    public void AssertOutsideBaseField(CircuitValue value, VerificationError error, string detail) => _ = (value - recorder.Coordinates(value)[0]).Inverse();

    public void AssertZeroBits(CircuitDigest digest, int bits, VerificationError error, string detail)
    {
        foreach (CircuitValue bit in recorder.Bits(Element(digest, 0)).AsSpan(0, bits))
            recorder.AssertZero(bit);
    }

    public CircuitValue Inverse(CircuitValue value, VerificationError error, string detail) => value.Inverse();

    public CircuitValue Select(CircuitBit bit, CircuitValue ifClear, CircuitValue ifSet) => ifClear + (bit.Value * (ifSet - ifClear));

    public CircuitDigest Select(CircuitBit bit, CircuitDigest ifClear, CircuitDigest ifSet)
    {
        (CircuitValue clearFirst, CircuitValue clearSecond) = recorder.Unpack(ifClear);
        (CircuitValue setFirst, CircuitValue setSecond) = recorder.Unpack(ifSet);
        return recorder.Pack(Select(bit, clearFirst, setFirst), Select(bit, clearSecond, setSecond));
    }

    public CircuitBase MultiplyIf(CircuitBit bit, CircuitBase value, KoalaBear factor)
        => value * CircuitBase.FromBaseValue((bit.Value * CircuitValue.Constant(factor - KoalaBear.One)) + CircuitValue.One);

    public CircuitDigest Hash(HashDomain domain, ReadOnlySpan<HashItem<CircuitBase, CircuitValue, CircuitDigest>> items)
    {
        List<(HashItemKind Kind, List<HashItem<CircuitBase, CircuitValue, CircuitDigest>> Items)> blocks = [];
        foreach (ref readonly HashItem<CircuitBase, CircuitValue, CircuitDigest> item in items)
        {
            if (blocks.Count == 0 || blocks[^1].Kind != item.Kind || blocks[^1].Items.Count == ItemsPerBlock(item.Kind))
                blocks.Add((item.Kind, []));
            blocks[^1].Items.Add(item);
        }

        CircuitSponge sponge = Sponge(domain, blocks.Count);
        foreach ((HashItemKind kind, List<HashItem<CircuitBase, CircuitValue, CircuitDigest>> block) in blocks)
        {
            switch (kind)
            {
                case HashItemKind.Base:
                    AbsorbBases(sponge, [.. block.Select(item => item.Base.Value)]);
                    break;
                case HashItemKind.Extension:
                    sponge.AbsorbExtensions([.. block.Select(item => item.Extension)], default);
                    break;
                default:
                    sponge.AbsorbDigests(block[0].Digest, block.Count > 1 ? block[1].Digest : recorder.Constant(default(Digest)));
                    break;
            }
        }

        return sponge.Digest();
    }

    public CircuitValue ToExtension(CircuitDigest digest) => recorder.Unpack(digest).First;

    public CircuitBit[] ToBits(CircuitDigest digest, int word, int count)
        => [.. recorder.Bits(Element(digest, word)).Take(count).Select(bit => new CircuitBit(bit))];

    public CircuitDigest Compress(CircuitDigest left, CircuitDigest right) => recorder.Compress(left, right);

    public CircuitDigest MerkleStep(CircuitBit isRight, CircuitDigest node, CircuitDigest sibling) => recorder.MerkleStep(node, isRight.Value, sibling);

    public CircuitDigest HashRow(ReadOnlySpan<CircuitBase> row, int nextCells, CircuitValue challenge, ref CircuitValue local, ref CircuitValue next)
    {
        RequireWholeBlocks(row.Length, nextCells, CircuitSponge.BlockLength);
        CircuitSponge sponge = Sponge(HashDomain.Row, row.Length / CircuitSponge.BlockLength);
        CircuitCell[] cells = new CircuitCell[row.Length];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = row[i].Cell;
        for (int done = 0; done < cells.Length;)
        {
            sponge.AbsorbRow(cells.AsSpan(done, CircuitSponge.BlockLength), challenge);
            done += CircuitSponge.BlockLength;
            AddSums(sponge, done, nextCells, cells.Length, challenge, ref local, ref next);
        }

        return sponge.Digest();
    }

    public CircuitDigest HashRow(ReadOnlySpan<CircuitValue> row, int nextCells, CircuitValue challenge, ref CircuitValue local, ref CircuitValue next)
    {
        RequireWholeBlocks(row.Length, nextCells, CircuitSponge.ItemsPerBlock);
        CircuitSponge sponge = Sponge(HashDomain.Row, row.Length / CircuitSponge.ItemsPerBlock);
        for (int done = 0; done < row.Length;)
        {
            sponge.AbsorbExtensions(row.Slice(done, CircuitSponge.ItemsPerBlock), challenge);
            done += CircuitSponge.ItemsPerBlock;
            AddSums(sponge, done, nextCells, row.Length, challenge, ref local, ref next);
        }

        return sponge.Digest();
    }

    public CircuitDigest HashRow(ReadOnlySpan<CircuitValue> row)
    {
        RequireWholeBlocks(row.Length, 0, CircuitSponge.ItemsPerBlock);
        CircuitSponge sponge = Sponge(HashDomain.Row, row.Length / CircuitSponge.ItemsPerBlock);
        for (int done = 0; done < row.Length; done += CircuitSponge.ItemsPerBlock)
            sponge.AbsorbExtensions(row.Slice(done, CircuitSponge.ItemsPerBlock), default);
        return sponge.Digest();
    }

    /// <summary>Sums are taken after whole blocks: one that ended inside a block would be left out of what is checked, without a word.</summary>
    private static void RequireWholeBlocks(int cells, int nextCells, int blockCells)
    {
        if (cells % blockCells != 0 || nextCells % blockCells != 0 || nextCells > cells)
            throw new ArgumentException($"A row of {cells} cells, {nextCells} of them opened in the next row, is not made of blocks of {blockCells}.", nameof(cells));
    }

    /// <summary>After <paramref name="done"/> cells, the sponge's sum is that of the cells opened in the next row, or of all.</summary>
    private void AddSums(CircuitSponge sponge, int done, int nextCells, int cells, CircuitValue challenge, ref CircuitValue local, ref CircuitValue next)
    {
        if (done != nextCells && done != cells)
            return;
        CircuitValue sum = sponge.Sum();
        if (done == nextCells)
            next = (next * Power(challenge, done)) + sum;
        if (done == cells)
            local = (local * Power(challenge, done)) + sum;
    }

    private CircuitValue Power(CircuitValue value, int exponent)
    {
        if (exponent == 1)
            return value;
        if (!_powers.TryGetValue((value, exponent), out CircuitValue power))
        {
            CircuitValue root = Power(value, exponent / 2);
            power = exponent % 2 == 0 ? root * root : root * root * value;
            _powers.Add((value, exponent), power);
        }

        return power;
    }

    private CircuitValue Element(CircuitDigest digest, int index)
    {
        (CircuitValue first, CircuitValue second) = recorder.Unpack(digest);
        return index < 5 ? recorder.Coordinates(first)[index] : recorder.Coordinates(second)[index - 5];
    }

    /// <summary>Sixteen base elements are two digests, fewer are three extension elements and a zero.</summary>
    private void AbsorbBases(CircuitSponge sponge, CircuitValue[] values)
    {
        const int Half = CircuitSponge.BlockLength / 2;
        if (values.Length == CircuitSponge.BlockLength)
            sponge.AbsorbDigests(recorder.Pack(values.AsSpan(0, Half)), recorder.Pack(values.AsSpan(Half)));
        else
            sponge.AbsorbExtensions([.. values.Chunk(5).Select(chunk => CircuitRecorder.Combine(chunk))], default);
    }

    private CircuitSponge Sponge(HashDomain domain, int blocks) => recorder.Sponge(Poseidon2Suite.SpongeDomain(domain), blocks * CircuitSponge.BlockLength);

    private static int ItemsPerBlock(HashItemKind kind) => kind switch
    {
        HashItemKind.Base => CircuitSponge.BlockLength,
        HashItemKind.Extension => CircuitSponge.ItemsPerBlock,
        _ => 2,
    };
}
