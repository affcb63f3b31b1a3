using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Recursion.Chips;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Compression;
using Rollup.Recursion.Chips.Constants;
using Rollup.Recursion.Chips.Sponge;
using Rollup.Recursion.Memory;
using Rollup.Recursion.Programs;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Witnesses;

/// <summary>
/// Runs a circuit's program on an input and fills the tables on the way. It stops at the first claim that does not hold, so a trace that comes out satisfies every constraint.
/// </summary>
public sealed class CircuitRun
{
    private const int DigestLength = MemoryBuses.DigestLength, BlockLength = CircuitSponge.BlockLength;

    private readonly Circuit _circuit;
    private readonly CircuitProgram _program;
    private readonly KoalaBear[] _input;
    private readonly Extension[] _words;
    private readonly KoalaBear[] _digests;
    private readonly Trace _arithmetic, _compression, _sponge, _constants;

    private readonly Func<uint, uint> _bits;

    private CircuitRun(Circuit circuit, IReadOnlyList<KoalaBear> publicValues, IReadOnlyList<KoalaBear> input, Func<uint, uint> bits)
    {
        _circuit = circuit;
        _bits = bits;
        _program = circuit.Program;
        if (publicValues.Count != _program.PublicValueCount || input.Count != _program.InputLength)
        {
            throw new ArgumentException(
                $"The circuit takes {_program.PublicValueCount} public values and {_program.InputLength} elements of input, not {publicValues.Count} and {input.Count}.", nameof(input));
        }

        _input = [.. input];
        _words = new Extension[_program.Memory.WordCount];
        _digests = new KoalaBear[DigestLength * _program.Memory.DigestCount];
        for (int i = 0; i < publicValues.Count; i++)
            _words[ConstantsAir.PublicAddress(i)] = Extension.Constant(publicValues[i]);
        foreach ((int word, Extension value) in _program.Constants)
            _words[word] = value;
        _arithmetic = new(ArithmeticAir.ColumnCount, 1 << circuit.Shape.Arithmetic);
        _compression = new(CompressionAir.ColumnCount, 1 << circuit.Shape.Compression);
        _sponge = new(SpongeAir.ColumnCount, 1 << circuit.Shape.Sponge);
        _constants = new(ConstantsAir.ColumnCount, 1 << circuit.Shape.Constants);
    }

    /// <summary>The witness for an input of <see cref="CircuitProgram.InputLength"/> elements, in the order in which the program was recorded.</summary>
    public static CircuitWitness Execute(Circuit circuit, IReadOnlyList<KoalaBear> publicValues, IReadOnlyList<KoalaBear> input)
        => ExecuteWithBits(circuit, publicValues, input, element => element);

    /// <summary>As an adversary would run it who decomposes each canonical element into the bits of <paramref name="bits"/>(element).</summary>
    internal static CircuitWitness ExecuteWithBits(Circuit circuit, IReadOnlyList<KoalaBear> publicValues, IReadOnlyList<KoalaBear> input, Func<uint, uint> bits)
    {
        CircuitRun run = new(circuit, publicValues, input, bits);
        Operation[] steps = circuit.Program.Operations.Steps;
        for (int i = 0; i < steps.Length; i++)
        {
            if (run.Step(steps[i]) is { } violated)
                return new([], new(i, circuit.Program.Parts[steps[i].Part], violated));
        }

        run.FillPadding();
        return new([run._arithmetic, run._compression, run._sponge, run._constants], null);
    }

    /// <summary>Runs a step; what is wrong if it cannot hold.</summary>
    private string? Step(Operation step)
    {
        switch (step.Kind)
        {
            case OperationKind.Input:
                _words[step.First] = ExtensionCoordinates.Read(_input.AsSpan(step.Second, MemoryBuses.ExtensionLength));
                return null;
            case OperationKind.BaseInput:
                _words[step.First] = Extension.Constant(_input[step.Second]);
                return null;
            case OperationKind.DigestInput:
                _input.AsSpan(step.Second, DigestLength).CopyTo(Digest(step.First));
                return null;
            case OperationKind.Coordinates:
                for (int i = 0; i < MemoryBuses.ExtensionLength; i++)
                    _words[step.First + i] = Extension.FromBase(_words[step.Second][i]);
                return null;
            case OperationKind.Bits:
                uint bits = _bits(_words[step.Second].C0.Value.ToCanonical());
                for (int i = 0; i < CircuitRecorder.ElementBits; i++)
                    _words[step.First + i] = Extension.Constant(KoalaBear.FromCanonical((bits >> i) & 1));
                return null;
            case OperationKind.Equal:
                return _words[step.First] == _words[step.Second] ? null : $"{_words[step.First]} is not equal to {_words[step.Second]}";
            case OperationKind.DigestsEqual:
                return Digest(step.First).SequenceEqual(Digest(step.Second)) ? null : "two digests are not equal";
            case OperationKind.Arithmetic:
                return Arithmetic(step.First);
            case OperationKind.Compression:
                Compress(step.First);
                return null;
            default:
                return Absorb(_program.Operations.Sponges[step.First], step.Second, _program.SpongeRows[step.First] + step.Second);
        }
    }

    private string? Arithmetic(int index)
    {
        ArithmeticOperation operation = _program.Operations.Arithmetic[index];
        ref Extension a = ref _words[operation.A], b = ref _words[operation.B], c = ref _words[operation.C], d = ref _words[operation.D];
        switch (operation.Result)
        {
            case ArithmeticResult.A:
                if (b == Extension.Zero)
                    return "zero has no inverse";
                a = (d - c) * b.Inverse();
                break;
            case ArithmeticResult.C:
                c = d - (a * b);
                break;
            case ArithmeticResult.D:
                d = (a * b) + c;
                break;
            default:
                if ((a * b) + c != d)
                    return $"{a}·{b} + {c} is not {d}";
                break;
        }

        ref ArithmeticColumns<KoalaBear> row = ref _arithmetic.Row(index / ArithmeticAir.OperationsPerRow).As<ArithmeticColumns<KoalaBear>, KoalaBear>();
        ref ArithmeticOperationColumns<KoalaBear> columns = ref row.Operations[index % ArithmeticAir.OperationsPerRow];
        ExtensionCoordinates.Write(a, columns.A);
        ExtensionCoordinates.Write(b, columns.B);
        ExtensionCoordinates.Write(c, columns.C);
        ExtensionCoordinates.Write(d, columns.D);
        return null;
    }

    private void Compress(int index)
    {
        CompressionOperation compression = _program.Operations.Compressions[index];
        ref CompressionColumns<KoalaBear> row = ref _compression.Row(index).As<CompressionColumns<KoalaBear>, KoalaBear>();
        row.IsRight = _words[compression.IsRight].C0.Value;
        Span<KoalaBear> inputs = row.Permutation.Input;
        int node = row.IsRight.IsZero ? 0 : DigestLength;
        Digest(compression.Node).CopyTo(inputs[node..]);
        ReadOnlySpan<KoalaBear> other = compression.Right != Words.None ? Digest(compression.Right) : _input.AsSpan(compression.SiblingInput, DigestLength);
        other.CopyTo(inputs[(DigestLength - node)..]);
        Poseidon2Trace.FillPermutation(ref row.Permutation);
        Span<KoalaBear> output = Digest(compression.Output);
        for (int i = 0; i < DigestLength; i++)
            output[i] = row.Permutation.Final[Poseidon2Constraints.OutputOffset + i] + inputs[i];
    }

    private string? Absorb(SpongeOperation sponge, int index, int rowIndex)
    {
        SpongeBlock block = sponge.Blocks[index];
        ref SpongeColumns<KoalaBear> row = ref _sponge.Row(rowIndex).As<SpongeColumns<KoalaBear>, KoalaBear>();
        Span<KoalaBear> state = row.Permutation.Input;
        if (index == 0)
        {
            Poseidon2Hash.InitialiseCapacity(sponge.Domain, sponge.Length, state);
        }
        else
        {
            ref SpongeColumns<KoalaBear> previous = ref _sponge.Row(rowIndex - 1).As<SpongeColumns<KoalaBear>, KoalaBear>();
            ((ReadOnlySpan<KoalaBear>)previous.Permutation.Final)[(Poseidon2WideConstraints.OutputOffset + BlockLength)..].CopyTo(state[BlockLength..]);
            row.SumBefore = previous.SumAfter;
        }

        if (LoadBlock(block, state[..BlockLength]) is { } violated)
            return violated;
        Poseidon2WideTrace.FillPermutation(ref row.Permutation);
        if (block.Output != Words.None)
            ((ReadOnlySpan<KoalaBear>)row.Permutation.Final).Slice(Poseidon2WideConstraints.OutputOffset, DigestLength).CopyTo(Digest(block.Output));

        Extension sum = SpongeSums.Fill(ref row, block.Kind, block.Point == Words.None ? Extension.Zero : _words[block.Point]);
        if (block.Sum != Words.None)
            _words[block.Sum] = sum;
        return null;
    }

    /// <summary>What a block absorbs; the words of packings and unpackings are computed.</summary>
    private string? LoadBlock(SpongeBlock block, Span<KoalaBear> elements)
    {
        switch (block.Kind)
        {
            case BlockKind.Row:
                for (int i = 0; i < BlockLength; i++)
                    elements[i] = block.Inputs[i] == Words.None ? KoalaBear.Zero : _input[block.Inputs[i]];
                return null;
            case BlockKind.Digests:
                Digest(block.FirstDigest).CopyTo(elements);
                Digest(block.SecondDigest).CopyTo(elements[DigestLength..]);
                return null;
            case BlockKind.Unpacking:
                Digest(block.FirstDigest).CopyTo(elements);
                _words[block.Items[0]] = ExtensionCoordinates.Read(elements);
                _words[block.Items[1]] = ExtensionCoordinates.Read(elements[MemoryBuses.ExtensionLength..]);
                return null;
            default:
                for (int i = 0; i < block.Items.Length; i++)
                {
                    if (block.Items[i] != Words.None)
                        ExtensionCoordinates.Write(_words[block.Items[i]], elements[(MemoryBuses.ExtensionLength * i)..]);
                }

                if (block.Kind == BlockKind.Packing)
                    elements[..DigestLength].CopyTo(Digest(block.FirstDigest));
                return block.Kind == BlockKind.BaseElements && !block.Items.All(word => _words[word] == Extension.FromBase(_words[word].C0))
                    ? "an element is not in the base field"
                    : null;
        }
    }

    /// <summary>Rows that no operation uses hold permutations of zeros; those of the arithmetic table are 0·0 + 0 = 0.</summary>
    private void FillPadding()
    {
        for (int i = 0; i < _circuit.ConstantUses.Length; i++)
            _constants.Row(i)[0] = KoalaBear.FromCanonical((uint)_circuit.ConstantUses[i]);

        Poseidon2Columns<KoalaBear> narrow = default;
        Poseidon2Trace.FillPermutation(ref narrow);
        for (int i = _program.Operations.Compressions.Length; i < _compression.Height; i++)
            _compression.Row(i).As<CompressionColumns<KoalaBear>, KoalaBear>().Permutation = narrow;
        Poseidon2WideColumns<KoalaBear> wide = default;
        Poseidon2WideTrace.FillPermutation(ref wide);
        for (int i = _program.SpongeRowCount; i < _sponge.Height; i++)
            _sponge.Row(i).As<SpongeColumns<KoalaBear>, KoalaBear>().Permutation = wide;
    }

    private Span<KoalaBear> Digest(int word) => _digests.AsSpan(DigestLength * word, DigestLength);
}
