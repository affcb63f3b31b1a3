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
    private readonly CircuitTrace _trace;
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
        _trace = circuit.Layout.CreateTrace(_program);
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

        for (int i = 0; i < circuit.ConstantUses.Length; i++)
            run._trace.ConstantUses(i) = KoalaBear.FromCanonical((uint)circuit.ConstantUses[i]);
        run._trace.FillPadding();
        return new(run._trace.Traces, null);
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

        ref ArithmeticOperationColumns<KoalaBear> columns = ref _trace.Arithmetic(index);
        ExtensionCoordinates.Write(a, columns.A);
        ExtensionCoordinates.Write(b, columns.B);
        ExtensionCoordinates.Write(c, columns.C);
        ExtensionCoordinates.Write(d, columns.D);
        return null;
    }

    private void Compress(int index)
    {
        CompressionOperation compression = _program.Operations.Compressions[index];
        ref Poseidon2Columns<KoalaBear> permutation = ref _trace.Compression(index);
        KoalaBear isRight = _words[compression.IsRight].C0.Value;
        _trace.IsRight(index) = isRight;
        Span<KoalaBear> inputs = permutation.Input;
        int node = isRight.IsZero ? 0 : DigestLength;
        Digest(compression.Node).CopyTo(inputs[node..]);
        ReadOnlySpan<KoalaBear> other = compression.Right != Words.None ? Digest(compression.Right) : _input.AsSpan(compression.SiblingInput, DigestLength);
        other.CopyTo(inputs[(DigestLength - node)..]);
        Poseidon2Trace.FillPermutation(ref permutation);
        Span<KoalaBear> output = Digest(compression.Output);
        for (int i = 0; i < DigestLength; i++)
            output[i] = permutation.Final[Poseidon2Constraints.OutputOffset + i] + inputs[i];
    }

    private string? Absorb(SpongeOperation sponge, int index, int number)
    {
        SpongeBlock block = sponge.Blocks[index];
        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2Width24.Width];
        Extension before = default;
        if (index == 0)
        {
            Poseidon2Hash.InitialiseCapacity(sponge.Domain, sponge.Length, state);
        }
        else
        {
            _trace.Permuted(number - 1)[BlockLength..].CopyTo(state[BlockLength..]);
            before = _trace.SumAfter(number - 1);
        }

        if (LoadBlock(block, state[..BlockLength]) is { } violated)
            return violated;
        _trace.FillBlock(number, state, new(state[..BlockLength], block.Kind, before, block.Point == Words.None ? Extension.Zero : _words[block.Point]));
        if (block.Output != Words.None)
            _trace.Permuted(number)[..DigestLength].CopyTo(Digest(block.Output));
        if (block.Sum != Words.None)
            _words[block.Sum] = _trace.SumAfter(number);
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

    private Span<KoalaBear> Digest(int word) => _digests.AsSpan(DigestLength * word, DigestLength);
}
