using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips.Constants;
using Rollup.Recursion.Memory;
using Rollup.Stark.Hashing;

namespace Rollup.Recursion.Programs;

/// <summary>
/// Records a circuit: a static list of operations over words of memory. What is recorded does not depend on any value; running the program on an input yields the witness (<see cref="Witnesses.CircuitRun"/>).
/// Equal operations on equal words are recorded once, and operations on constants not at all.
/// </summary>
public sealed class CircuitRecorder
{
    /// <summary>Bits of a canonical field element: p is below 2^31.</summary>
    public const int ElementBits = 31;

    /// <summary>p − 1 = 127·2^24, so an element is p or more exactly if its seven high bits are ones and one of the 24 low bits is.</summary>
    private const int LowBits = 24;

    private readonly List<Operation> _operations = [];
    private readonly List<ArithmeticOperation> _arithmetic = [];
    private readonly List<CompressionOperation> _compressions = [];
    private readonly List<SpongeOperation> _sponges = [];
    private readonly List<string> _parts = ["circuit"];
    private readonly Dictionary<Extension, int> _constants = [];
    private readonly Dictionary<(int, int, int, ArithmeticResult), int> _known = [];
    private readonly Dictionary<int, CircuitValue[]> _coordinates = [], _bits = [];
    private readonly Dictionary<int, (CircuitValue, CircuitValue)> _unpacked = [];
    private readonly Dictionary<(int, int), CircuitDigest> _packed = [];
    private readonly CircuitValue[] _publicValues;
    private ushort _part;
    private int _words, _digests, _inputLength;

    public CircuitRecorder(int publicValueCount)
    {
        if (ConstantWord(Extension.Zero) != ConstantsAir.ZeroAddress)
            throw new InvalidOperationException("The constant zero must be the first word.");
        // The first words are the public values themselves. Each is read once, by the operation that copies it.
        _words += publicValueCount;
        _publicValues = new CircuitValue[publicValueCount];
        for (int i = 0; i < publicValueCount; i++)
        {
            int copy = NewWord();
            Emit(new ArithmeticOperation(ConstantsAir.PublicAddress(i), ConstantWord(Extension.One), ConstantWord(Extension.Zero), copy, ArithmeticResult.D, IsPublicCopy: true));
            _publicValues[i] = new(this, copy);
        }
    }

    public int PublicValueCount => _publicValues.Length;

    /// <summary>Elements of the base field, since public values are.</summary>
    public ReadOnlySpan<CircuitValue> PublicValues => _publicValues;

    /// <summary>Names the part of the circuit that is recorded from here on, for reports.</summary>
    public void BeginPart(string name)
    {
        int index = _parts.IndexOf(name);
        if (index < 0)
        {
            index = _parts.Count;
            _parts.Add(name);
        }

        _part = checked((ushort)index);
    }

    public CircuitValue PublicValue(int index) => _publicValues[index];

    /// <summary>An extension element that the prover chooses; it takes five elements of the input.</summary>
    public CircuitValue Input()
    {
        int word = NewWord();
        Emit(new Operation(OperationKind.Input, _part, word, TakeInput(MemoryBuses.ExtensionLength)));
        return new(this, word);
    }

    /// <summary>Base elements of the input that are no words; see <see cref="CircuitSponge.AbsorbRow"/>.</summary>
    public CircuitCell[] Cells(int count)
    {
        int first = TakeInput(count);
        return [.. Enumerable.Range(first, count).Select(input => new CircuitCell(input))];
    }

    /// <summary>A digest that the prover chooses; it takes eight elements of the input.</summary>
    public CircuitDigest DigestInput()
    {
        int word = _digests++;
        Emit(new Operation(OperationKind.DigestInput, _part, word, TakeInput(MemoryBuses.DigestLength)));
        return new(this, word);
    }

    public void AssertEqual(CircuitValue left, CircuitValue right)
    {
        if (left.IsConstant && right.IsConstant)
        {
            if (left.ConstantValue != right.ConstantValue)
                throw new InvalidCircuitException("Two different constants cannot be equal.");
            return;
        }

        Emit(new Operation(OperationKind.Equal, _part, WordOf(left), WordOf(right)));
    }

    public void AssertEqual(CircuitDigest left, CircuitDigest right) => Emit(new Operation(OperationKind.DigestsEqual, _part, WordOf(left), WordOf(right)));

    public void AssertZero(CircuitValue value) => AssertEqual(value, default);

    /// <summary>The value is 0 or 1.</summary>
    public void AssertBit(CircuitValue value) => Emit(new ArithmeticOperation(WordOf(value), WordOf(value), ConstantWord(Extension.Zero), WordOf(value), ArithmeticResult.None));

    /// <summary>Values of the base field that the prover chooses; each takes one element of the input.</summary>
    public CircuitValue[] BaseInputs(int count)
    {
        CircuitValue[] values = new CircuitValue[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = new(this, NewWord());
            Emit(new Operation(OperationKind.BaseInput, _part, values[i].Word, TakeInput(1)));
        }

        AssertBase(values);
        return values;
    }

    /// <summary>The values lie in the base field.</summary>
    public void AssertBase(ReadOnlySpan<CircuitValue> values)
    {
        for (int i = 0; i < values.Length; i += CircuitSponge.ItemsPerBlock)
            Sponge(0, 0).AbsorbBaseElements(values[i..Math.Min(values.Length, i + CircuitSponge.ItemsPerBlock)]);
    }

    /// <summary>A digest that the prover chooses and that can be a sibling in a Merkle path only: it is no word.</summary>
    public CircuitDigest SiblingInput() => new(this, Words.None, TakeInput(MemoryBuses.DigestLength));

    /// <summary>The coordinates of a value, all in the base field.</summary>
    public CircuitValue[] Coordinates(CircuitValue value)
    {
        int source = WordOf(value);
        if (_coordinates.TryGetValue(source, out CircuitValue[]? known))
            return known;
        CircuitValue[] coordinates = NewWords(MemoryBuses.ExtensionLength);
        Emit(new Operation(OperationKind.Coordinates, _part, coordinates[0].Word, source));
        AssertBase(coordinates);
        AssertEqual(Combine(coordinates), value);
        _coordinates.Add(source, coordinates);
        return coordinates;
    }

    /// <summary>The canonical bits of a base element, lowest first; a value that is none has no witness.</summary>
    public CircuitValue[] Bits(CircuitValue element)
    {
        int source = WordOf(element);
        if (_bits.TryGetValue(source, out CircuitValue[]? known))
            return known;
        CircuitValue[] bits = NewWords(ElementBits);
        Emit(new Operation(OperationKind.Bits, _part, bits[0].Word, source));
        foreach (CircuitValue bit in bits)
            AssertBit(bit);
        CircuitValue low = FromBits(bits.AsSpan(0, LowBits)), high = FromBits(bits.AsSpan(LowBits));
        CircuitValue allHigh = bits[LowBits];
        foreach (CircuitValue bit in bits.AsSpan(LowBits + 1))
            allHigh *= bit;
        AssertZero(allHigh * low);
        AssertEqual((high * CircuitValue.Constant(KoalaBear.FromCanonical(1u << LowBits))) + low, element);
        _bits.Add(source, bits);
        return bits;
    }

    /// <summary>Σ 2ⁱ·bitᵢ.</summary>
    public static CircuitValue FromBits(ReadOnlySpan<CircuitValue> bits)
    {
        CircuitValue sum = bits[^1];
        for (int i = bits.Length - 2; i >= 0; i--)
            sum = (sum * CircuitValue.Constant(KoalaBear.Two)) + bits[i];
        return sum;
    }

    /// <summary>The node over two digests.</summary>
    public CircuitDigest Compress(CircuitDigest left, CircuitDigest right)
        => Emit(new CompressionOperation(WordOf(left), WordOf(right), ConstantWord(Extension.Zero), _digests++, Words.None));

    /// <summary>The node over <paramref name="node"/> and a sibling of <see cref="SiblingInput"/>; the node is the right child if <paramref name="isRight"/>, a bit, is one.</summary>
    public CircuitDigest MerkleStep(CircuitDigest node, CircuitValue isRight, CircuitDigest sibling)
        => Emit(new CompressionOperation(WordOf(node), Words.None, WordOf(isRight), _digests++, sibling.Input));

    /// <summary>The extension elements whose coordinates are the first five elements of a digest, and the last three with two that are free.</summary>
    public (CircuitValue First, CircuitValue Second) Unpack(CircuitDigest digest)
    {
        int source = WordOf(digest);
        if (_unpacked.TryGetValue(source, out (CircuitValue, CircuitValue) known))
            return known;
        CircuitValue[] words = NewWords(2);
        SpongeBlock block = new(BlockKind.Unpacking) { FirstDigest = source };
        (block.Items[0], block.Items[1]) = (words[0].Word, words[1].Word);
        Append(new(0, 0), block);
        _unpacked.Add(source, (words[0], words[1]));
        return (words[0], words[1]);
    }

    /// <summary>The eight elements of a digest.</summary>
    public CircuitValue[] Elements(CircuitDigest digest)
    {
        (CircuitValue first, CircuitValue second) = Unpack(digest);
        return [.. Coordinates(first), .. Coordinates(second).AsSpan(0, MemoryBuses.DigestLength - MemoryBuses.ExtensionLength)];
    }

    /// <summary>The digest whose elements are the coordinates of the first value and then the first three of the second, whose others are zero.</summary>
    public CircuitDigest Pack(CircuitValue first, CircuitValue second)
    {
        (int, int) words = (WordOf(first), WordOf(second));
        if (_packed.TryGetValue(words, out CircuitDigest known))
            return known;
        CircuitDigest digest = new(this, _digests++);
        SpongeBlock block = new(BlockKind.Packing) { FirstDigest = digest.Word };
        (block.Items[0], block.Items[1]) = words;
        Append(new(0, 0), block);
        _packed.Add(words, digest);
        return digest;
    }

    /// <summary>The digest of eight values of the base field.</summary>
    public CircuitDigest Pack(ReadOnlySpan<CircuitValue> elements)
        => elements.Length == MemoryBuses.DigestLength
            ? Pack(Combine(elements[..MemoryBuses.ExtensionLength]), Combine(elements[MemoryBuses.ExtensionLength..]))
            : throw new ArgumentException($"A digest has {MemoryBuses.DigestLength} elements.", nameof(elements));

    /// <summary>A Poseidon2 digest.</summary>
    public CircuitDigest Constant(in Digest digest) => Constant(Verification.ProofInput.Elements(digest));

    /// <summary>The digest of eight constant elements.</summary>
    public CircuitDigest Constant(ReadOnlySpan<KoalaBear> elements)
    {
        CircuitValue[] values = new CircuitValue[elements.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = CircuitValue.Constant(elements[i]);
        return Pack(values);
    }

    /// <summary>Σ Xⁱ·elementᵢ of at most five base elements.</summary>
    public static CircuitValue Combine(ReadOnlySpan<CircuitValue> elements)
    {
        CircuitValue sum = default;
        for (int i = 0; i < elements.Length; i++)
            sum += elements[i] * new CircuitValue(Monomial(i));
        return sum;
    }

    /// <summary>Begins a sponge over what is appended to the result. <paramref name="length"/> goes into the capacity.</summary>
    public CircuitSponge Sponge(uint domain, int length)
    {
        // One element of the capacity holds the length, as in Poseidon2Hash for messages that are not longer.
        if (length is < 0 or >= 1 << 16)
            throw new ArgumentOutOfRangeException(nameof(length), length, "A sponge in a circuit takes fewer than 2^16 elements.");
        return new(this, Append(new SpongeOperation(domain, length)));
    }

    public CircuitProgram Build() => ProgramBuilder.Build(
        new([.. _operations], [.. _arithmetic], [.. _compressions], [.. _sponges]), [.. _parts], _constants, PublicValueCount, _words, _digests, _inputLength);

    internal CircuitValue Add(CircuitValue left, CircuitValue right)
    {
        if (left.Is(Extension.Zero))
            return right;
        return right.Is(Extension.Zero) ? left : Known(WordOf(left), ConstantWord(Extension.One), WordOf(right), ArithmeticResult.D);
    }

    internal CircuitValue Subtract(CircuitValue left, CircuitValue right)
        => right.Is(Extension.Zero) ? left : Known(WordOf(right), ConstantWord(Extension.One), WordOf(left), ArithmeticResult.C);

    internal CircuitValue Multiply(CircuitValue left, CircuitValue right)
    {
        if (left.Is(Extension.Zero) || right.Is(Extension.Zero))
            return default;
        if (left.Is(Extension.One))
            return right;
        if (right.Is(Extension.One))
            return left;
        (int a, int b) = (WordOf(left), WordOf(right));
        return Known(Math.Min(a, b), Math.Max(a, b), ConstantWord(Extension.Zero), ArithmeticResult.D);
    }

    internal CircuitValue Invert(CircuitValue value) => Known(WordOf(value), ConstantWord(Extension.One), ConstantWord(Extension.Zero), ArithmeticResult.A);

    internal int WordOf(CircuitValue value)
    {
        if (value.IsConstant)
            return ConstantWord(value.ConstantValue);
        return ReferenceEquals(value.Recorder, this) ? value.Word : throw new InvalidOperationException("The value belongs to another circuit.");
    }

    internal int WordOf(CircuitDigest digest) => digest.BelongsTo(this) ? digest.Word : throw new InvalidOperationException("The digest belongs to another circuit.");

    internal int NewWord() => _words++;

    private CircuitValue[] NewWords(int count)
    {
        int first = _words;
        _words += count;
        return [.. Enumerable.Range(first, count).Select(word => new CircuitValue(this, word))];
    }

    internal CircuitDigest NewDigest() => new(this, _digests++);

    internal int TakeInput(int elements)
    {
        int start = _inputLength;
        _inputLength += elements;
        return start;
    }

    /// <summary>Adds a block to a sponge, which therefore is not finished.</summary>
    internal void AddBlock(int sponge, SpongeBlock block)
    {
        Emit(new Operation(OperationKind.Sponge, _part, sponge, _sponges[sponge].Blocks.Count));
        _sponges[sponge].Blocks.Add(block);
    }

    internal SpongeBlock LastBlock(int sponge) => _sponges[sponge].Blocks[^1];

    /// <summary>
    /// The result of an operation, recorded only if it is new. The three words are what it is computed from: A, B, C; or A, B, D for <see cref="ArithmeticResult.C"/>; or B, D, C for <see cref="ArithmeticResult.A"/>.
    /// </summary>
    private CircuitValue Known(int first, int second, int third, ArithmeticResult result)
    {
        if (!_known.TryGetValue((first, second, third, result), out int word))
        {
            word = NewWord();
            _known.Add((first, second, third, result), word);
            Emit(result switch
            {
                ArithmeticResult.C => new(first, second, word, third, result),
                ArithmeticResult.A => new(word, first, third, second, result),
                _ => new ArithmeticOperation(first, second, third, word, result),
            });
        }

        return new(this, word);
    }

    private int ConstantWord(Extension value)
    {
        if (!_constants.TryGetValue(value, out int word))
        {
            word = NewWord();
            _constants.Add(value, word);
        }

        return word;
    }

    private static Extension Monomial(int power) => power switch
    {
        0 => Extension.One,
        1 => new(default, new(KoalaBear.One), default, default, default),
        2 => new(default, default, new(KoalaBear.One), default, default),
        3 => new(default, default, default, new(KoalaBear.One), default),
        4 => new(default, default, default, default, new(KoalaBear.One)),
        _ => throw new ArgumentOutOfRangeException(nameof(power)),
    };

    private int Append(SpongeOperation sponge)
    {
        _sponges.Add(sponge);
        return _sponges.Count - 1;
    }

    private void Append(SpongeOperation sponge, SpongeBlock block) => AddBlock(Append(sponge), block);

    private void Emit(Operation operation) => _operations.Add(operation);

    private void Emit(ArithmeticOperation operation)
    {
        Emit(new Operation(OperationKind.Arithmetic, _part, _arithmetic.Count, 0));
        _arithmetic.Add(operation);
    }

    private CircuitDigest Emit(CompressionOperation operation)
    {
        Emit(new Operation(OperationKind.Compression, _part, _compressions.Count, 0));
        _compressions.Add(operation);
        return new(this, operation.Output);
    }
}
