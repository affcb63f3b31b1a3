using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// Instructions of the contract's interpreter, which evaluates constraints in a hundredth of the code that it would take written out. There is an accumulator. An instruction is a big-endian word of 32 bits:
/// two bits say what is added to it (a·b, −a·b, a + b, a − b), two bits what is done then (nothing, store into the next word of memory and clear, add to the batched constraints by Horner's rule and clear,
/// reduce), and twice 14 bits where in memory a and b stand, in words.
/// </summary>
internal sealed class ConstraintProgram(int zero, int firstConstant, int maxConstants, int firstTemporary)
{
    public const int InstructionBytes = 4;

    /// <summary>
    /// What the accumulator may grow to, in hundredths of p: below 2^37, so that a reduction brings it to 1.6 p. A product is below 1.07 p, a negated one at most 2 p; words of memory are below 1.6 p, and
    /// negated ones at most 2 p.
    /// </summary>
    private const int MaxBound = 6000, ReducedBound = 160, ProductBound = 107, NegatedBound = 200;

    private const int OperandBits = 14;

    private readonly ExpressionGraph _graph = new();
    private readonly List<byte> _bytes = [];
    private readonly Dictionary<uint, int> _constants = [];
    private readonly Dictionary<int, int> _stored = [];
    private readonly Dictionary<int, int> _uses = [];
    private readonly int _firstTemporary = firstTemporary;
    private int _nextTemporary = firstTemporary;

    private enum Term
    {
        Product,
        NegatedProduct,
        Sum,
        Difference,
    }

    private enum Then
    {
        Nothing,
        Store,
        Batch,
        Reduce,
    }

    public ExpressionGraph Graph => _graph;

    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    public int Length => _bytes.Count;

    /// <summary>Where the next stored word goes.</summary>
    public int NextTemporary => _nextTemporary;

    /// <summary>How far temporaries reached.</summary>
    public int EndOfTemporaries { get; private set; } = firstTemporary;

    /// <summary>The constants that the program reads, in the order of their addresses.</summary>
    public IEnumerable<KoalaBear> Constants => _constants.OrderBy(c => c.Value).Select(c => KoalaBear.FromCanonical(c.Key));

    /// <summary>Forgets what was stored, and begins to count the uses of nodes in the given expressions.</summary>
    public void Begin(IEnumerable<int> roots)
    {
        _stored.Clear();
        _uses.Clear();
        _nextTemporary = _firstTemporary;
        HashSet<int> seen = [];
        Stack<int> open = new();
        foreach (int root in roots)
            Use(root);
        while (open.TryPop(out int number))
        {
            (_, _, _, int left, int right) = _graph[number];
            if (left >= 0)
                Use(left);
            if (right >= 0)
                Use(right);
        }

        void Use(int number)
        {
            _uses[number] = _uses.GetValueOrDefault(number) + 1;
            if (seen.Add(number))
                open.Push(number);
        }
    }

    /// <summary>The value becomes the next constraint.</summary>
    public void Batch(int number)
    {
        if (_stored.ContainsKey(number))
            Emit([], [number], [], Then.Batch);
        else
            EmitSum(number, Then.Batch);
    }

    /// <summary>The address at which the value stands, computed before if need be.</summary>
    public int AddressOf(int number)
    {
        (ExpressionKind kind, int slot, uint value, _, _) = _graph[number];
        if (kind == ExpressionKind.Slot)
            return slot;
        if (kind == ExpressionKind.Constant)
        {
            if (value == 0)
                return zero;
            if (!_constants.TryGetValue(value, out int address))
                _constants.Add(value, address = firstConstant + (ContractMemory.WordBytes * _constants.Count));
            return _constants.Count <= maxConstants ? address : throw new NotSupportedException($"The constraints have more than {maxConstants} constants.");
        }

        if (!_stored.TryGetValue(number, out int stored))
        {
            EmitSum(number, Then.Store);
            stored = _nextTemporary;
            _stored.Add(number, stored);
            _nextTemporary += ContractMemory.WordBytes;
            EndOfTemporaries = Math.Max(EndOfTemporaries, _nextTemporary);
        }

        return stored;
    }

    private void EmitSum(int number, Then then)
    {
        List<(bool Negative, int Left, int Right)> products = [];
        List<int> added = [], subtracted = [];
        Collect(number, negative: false, isRoot: true);
        // Operands are computed before the sum begins: there is one accumulator.
        foreach ((_, int left, int right) in products)
        {
            _ = AddressOf(left);
            _ = AddressOf(right);
        }

        foreach (int term in added.Concat(subtracted))
            _ = AddressOf(term);
        Emit(products, added, subtracted, then);

        void Collect(int term, bool negative, bool isRoot)
        {
            (ExpressionKind kind, _, _, int left, int right) = _graph[term];
            bool isShared = !isRoot && (_uses[term] > 1 || _stored.ContainsKey(term));
            switch (kind)
            {
                case ExpressionKind.Add when !isShared:
                    Collect(left, negative, isRoot: false);
                    Collect(right, negative, isRoot: false);
                    break;
                case ExpressionKind.Subtract when !isShared:
                    Collect(left, negative, isRoot: false);
                    Collect(right, !negative, isRoot: false);
                    break;
                case ExpressionKind.Negate:
                    Collect(left, !negative, isRoot: false);
                    break;
                case ExpressionKind.Multiply when !isShared:
                    negative = Unsigned(ref left, negative);
                    negative = Unsigned(ref right, negative);
                    products.Add((negative, left, right));
                    break;
                default:
                    (negative ? subtracted : added).Add(term);
                    break;
            }
        }

        bool Unsigned(ref int factor, bool sign)
        {
            if (_graph[factor].Kind != ExpressionKind.Negate)
                return sign;
            factor = _graph[factor].Left;
            return !sign;
        }
    }

    private void Emit(List<(bool Negative, int Left, int Right)> products, List<int> added, List<int> subtracted, Then then)
    {
        List<(Term Term, int A, int B)> terms = [.. products.Select(p => (p.Negative ? Term.NegatedProduct : Term.Product, AddressOf(p.Left), AddressOf(p.Right)))];
        int pairs = Math.Min(added.Count, subtracted.Count);
        for (int i = 0; i < pairs; i++)
            terms.Add((Term.Difference, AddressOf(added[i]), AddressOf(subtracted[i])));
        for (int i = pairs; i < subtracted.Count; i++)
            terms.Add((Term.Difference, zero, AddressOf(subtracted[i])));
        for (int i = pairs; i < added.Count; i += 2)
            terms.Add((Term.Sum, AddressOf(added[i]), i + 1 < added.Count ? AddressOf(added[i + 1]) : zero));
        if (terms.Count == 0)
            terms.Add((Term.Sum, zero, zero));

        int bound = ProductBound;
        for (int i = 0; i < terms.Count; i++)
        {
            bound += BoundOf(terms[i].Term);
            bool isLast = i == terms.Count - 1;
            bool reduces = !isLast && bound + BoundOf(terms[i + 1].Term) > MaxBound;
            if (reduces)
                bound = ProductBound + ReducedBound;
            Append(terms[i].Term, isLast ? then : reduces ? Then.Reduce : Then.Nothing, terms[i].A, terms[i].B);
        }
    }

    private static int BoundOf(Term term) => term switch
    {
        Term.Product => ProductBound,
        Term.NegatedProduct => NegatedBound,
        Term.Sum => 2 * ReducedBound,
        _ => ReducedBound + NegatedBound,
    };

    private void Append(Term term, Then then, int a, int b)
    {
        uint word = ((uint)term << 30) | ((uint)then << (2 * OperandBits)) | (Operand(a) << OperandBits) | Operand(b);
        Span<byte> bytes = stackalloc byte[InstructionBytes];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, word);
        _bytes.AddRange(bytes);
    }

    private static uint Operand(int address)
        => address % ContractMemory.WordBytes == 0 && address / ContractMemory.WordBytes < 1 << OperandBits
            ? (uint)(address / ContractMemory.WordBytes)
            : throw new NotSupportedException($"The word at {address} is out of an instruction's reach.");
}
