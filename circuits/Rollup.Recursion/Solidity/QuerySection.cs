using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Fri;
using Rollup.Stark.Ntt;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// Writes the query phase: openings, batched columns, folding. See <c>QueryVerifier</c>, whose steps it takes. All 1/(x − ζ) of all queries are inverted at once, so the queries are walked through twice.
/// </summary>
internal sealed class QuerySection(ProofPlan plan, ContractMemory memory, MessagePlaces messages, TableOpenings<int>[] openings, Challenges<ExtensionPlace, int> challenges, int digestBytes)
{
    private const int WordBytes = ContractMemory.WordBytes;

    /// <summary>Cells of a row that are batched with one table of powers; a multiple of those in a word.</summary>
    private const int ChunkCells = 64;

    private const int CellsOfWord = WordBytes / MessagePlaces.ElementBytes, LanesOfProduct = 4, LaneOfProductBits = 256 / LanesOfProduct;

    /// <summary>The largest sum of four products of cells and weights, both below p.</summary>
    private static readonly BigInteger MaxProductLane = LanesOfProduct * BigInteger.Pow(KoalaBear.Modulus - 1, 2);

    private readonly YulWriter _yul = new(3);

    private int Queries => plan.Parameters.Queries;

    /// <summary>Bytes of one query in the proof.</summary>
    public int QueryBytes => plan.TraceTrees.Concat(plan.FoldTrees).Sum(tree => RowBytes(tree) + (tree.PathLength * digestBytes));

    /// <summary>The parts of one query, by their first byte in it.</summary>
    public IEnumerable<(string Name, int Offset)> Parts
    {
        get
        {
            int offset = 0;
            foreach (TreePlan tree in plan.TraceTrees.Concat(plan.FoldTrees))
            {
                yield return ($"{tree.Kind} rows", offset);
                offset += RowBytes(tree);
                yield return ($"{tree.Kind} path", offset);
                offset += tree.PathLength * digestBytes;
            }
        }
    }

    /// <summary>What all queries share: tables of powers, batched openings, the final polynomial.</summary>
    public string WritePreparation()
    {
        int heights = plan.Schedule.Heights.Count;
        _ = memory.Allocate("POWERS", ChunkCells + 1, "1, b, b², … of the batching challenge; those that sums are multiplied with times R.");
        _ = memory.Allocate("WEIGHTS", ChunkCells / LanesOfProduct * ExtensionField.Degree, "b^(chunk − 1), …, b, 1: per word of cells the coefficients of those that stand at even places, then of the others, four in a word.");
        _ = memory.Allocate("OPENED", heights, "Per height the batched openings at ζ; so are the next two.");
        _ = memory.Allocate("OPENED_NEXT", heights, "At ζ·ω.");
        _ = memory.Allocate("NEXT_WEIGHT", heights, "The power of b before those at ζ·ω, times R.");
        _ = memory.Allocate("SUMS", heights, "Per height the batched columns of a query's rows.");
        _ = memory.Allocate("SUMS_NEXT", heights, "Those that are opened at ζ·ω.");
        _ = memory.Allocate("FINAL", 2 << plan.Schedule.FinalLogLength, "The final polynomial, as WEIGHTS.");
        _ = memory.Allocate("ROOTS", plan.LogDomain, "Roots of unity of order 2, 4, 8, ….");
        _ = memory.Allocate("INVERSE_ROOTS", plan.LogDomain, "Their inverses.");
        _ = memory.Allocate("TWIDDLES", 1 << (plan.Parameters.LogFolding - 1), "Inverse roots of unity in bit-reversed order, times R.");
        _ = memory.Allocate("POINTS", Queries, "Per query the point of its position.");
        _ = memory.Allocate("INVERSE_POINTS", Queries, "Their inverses.");
        int differences = Queries * plan.Schedule.Heights.Sum(DifferencesOf);
        _ = memory.Allocate("DIFFERENCES", differences, "x − ζ and x − ζ·ω per query and height, times R.");
        _ = memory.Allocate("INVERSES", differences, "Their inverses.");
        _ = memory.Allocate("VALUES", 1 << plan.Parameters.LogFolding, "The values that fold to one.");
        int maxRow = plan.TraceTrees.Concat(plan.FoldTrees).SelectMany(tree => tree.Layers.Select(layer => BytesOf(tree, layer))).Max();
        _ = memory.Allocate("PADDING", 1, "What is in front of a row's cells when they are batched.");
        _ = memory.Allocate("ROW", (maxRow / WordBytes) + 2, "A row.");

        _yul.Write($$"""
            mstore(POWERS, 1)
            for { let i := POWERS } lt(i, add(POWERS, {{WordBytes * ChunkCells}})) { i := add(i, 0x20) } { mstore(add(i, 0x20), canonical(multiply(mload(i), mload({{At(challenges.Batching)}})))) }
            // The cell at place 8·g + parity + 2·m has the power chunk − 1 − place, in lane m.
            let target := WEIGHTS
            for { let i := add(POWERS, {{WordBytes * ChunkCells}}) } gt(i, POWERS) { i := sub(i, 0x100) } {
            target := gather(sub(i, 0x20), target)
            target := gather(sub(i, 0x40), target)
            }
            """);
        foreach (int count in Raised())
            _yul.Write($"mstore({Word("POWERS", count)}, multiply(mload({Word("POWERS", count)}), R_SQUARED))");
        for (int height = 0; height < heights; height++)
        {
            (List<int> local, List<int> next) = plan.OpeningsAt(plan.Schedule.Heights[height], openings);
            WriteBatch("OPENED", height, local);
            WriteBatch("OPENED_NEXT", height, next);
            _yul.Write($"mstore({Word("NEXT_WEIGHT", height)}, {Raise(next.Count)})");
        }

        _yul.Write("// gas: openings batched");
        _yul.Write($$"""
            for { let i := 0 } lt(i, {{messages.Coefficients.Length}}) { i := add(i, 1) } {
            calldatacopy(ROW, add(add(mload(PROOF), {{messages.Coefficients[0].Offset}}), mul(i, 20)), 20)
            let coefficient := read(ROW)
            mstore(add(FINAL, shl(6, i)), spreadLow(coefficient))
            mstore(add(add(FINAL, shl(6, i)), 0x20), spreadHigh(coefficient))
            }
            let root := {{Canonical(KoalaBear.TwoAdicGenerator(plan.LogDomain))}}
            let inverseRoot := {{Canonical(KoalaBear.TwoAdicGenerator(plan.LogDomain).Inverse())}}
            for { let i := {{WordBytes * plan.LogDomain}} } i {} {
            i := sub(i, 0x20)
            mstore(add(ROOTS, i), root)
            mstore(add(INVERSE_ROOTS, i), inverseRoot)
            root := mulmod(root, root, P)
            inverseRoot := mulmod(inverseRoot, inverseRoot, P)
            }
            """);
        // In bit-reversed order the exponent's bit j stands for a root of order 2^(j + 2), whatever the number of values.
        for (int i = 0; i < 1 << (plan.Parameters.LogFolding - 1); i++)
        {
            KoalaBear twiddle = ContractData.R;
            for (int bit = 0; i >> bit != 0; bit++)
                twiddle *= (i >> bit & 1) != 0 ? KoalaBear.TwoAdicGenerator(bit + 2).Inverse() : KoalaBear.One;
            _yul.Write($"mstore({Word("TWIDDLES", i)}, {Canonical(twiddle)})");
        }

        return Take();
    }

    /// <summary>The points of all queries and the inverses of all differences.</summary>
    public string WritePoints()
    {
        _yul.Write($$"""
            let product := R
            let place := 0
            for { let i := 0 } lt(i, {{Queries}}) { i := add(i, 1) } {
            let position := mload(add(POSITIONS, shl(5, i)))
            let x := 1
            let inverseX := 1
            for { let bit := 0 } lt(bit, {{plan.LogDomain}}) { bit := add(bit, 1) } {
            if and(shr(bit, position), 1) {
            x := mulmod(x, mload(add(ROOTS, shl(5, bit))), P)
            inverseX := mulmod(inverseX, mload(add(INVERSE_ROOTS, shl(5, bit))), P)
            }
            }
            mstore(add(POINTS, shl(5, i)), x)
            mstore(add(INVERSE_POINTS, shl(5, i)), inverseX)
            """);
        for (int height = 0; height < plan.Schedule.Heights.Count; height++)
        {
            WriteSquares("x", height == 0 ? 0 : plan.Schedule.Heights[height - 1] - plan.Schedule.Heights[height]);
            // The shift of the evaluation domains, times R.
            string point = $"mulmod(x, {Canonical(Domain.Shift * ContractData.R)}, P)";
            _yul.Write($"product, place := difference(product, place, {point}, mload({At(challenges.Zeta)}))");
            if (HasNext(height))
                _yul.Write($"product, place := difference(product, place, {point}, mload({Word("ZETA_NEXT", height)}))");
        }

        _yul.Write("""
            }
            product := invert(product)
            for {} place {} {
            place := sub(place, 0x20)
            mstore(add(INVERSES, place), multiply(product, mload(add(INVERSES, place))))
            product := multiply(product, mload(add(DIFFERENCES, place)))
            }
            """);
        return Take();
    }

    /// <summary>One query after the other.</summary>
    public string WriteQueries()
    {
        _yul.Write($$"""
            let cursor := add(mload(PROOF), {{messages.End}})
            for { let i := 0 } lt(i, {{Queries}}) { i := add(i, 1) } {
            cursor := query(mload(add(POSITIONS, shl(5, i))), mload(add(POINTS, shl(5, i))), mload(add(INVERSE_POINTS, shl(5, i))), add(INVERSES, mul(i, {{WordBytes * plan.Schedule.Heights.Sum(DifferencesOf)}})), cursor)
            }
            """);
        return Take();
    }

    /// <summary>The functions that those sections call.</summary>
    public string WriteFunctions()
    {
        _yul.Write($$"""
            // Coefficients 0 to 2 of an element, 85 bits each, and the other two.
            function spreadLow(a) -> r { r := or(and(a, LANE), or(shl(85, and(shr(51, a), LANE)), shl(170, and(shr(102, a), LANE)))) }
            function spreadHigh(a) -> r { r := or(and(shr(153, a), LANE), shl(85, shr(204, a))) }

            // Coefficients of four powers, every second one down from `source`: one word per coefficient.
            function gather(source, target) -> end {
            let w0 := mload(source)
            let w1 := mload(sub(source, 0x40))
            let w2 := mload(sub(source, 0x80))
            let w3 := mload(sub(source, 0xc0))
            end := add(target, {{WordBytes * ExtensionField.Degree}})
            for {} lt(target, end) { target := add(target, 0x20) } {
            mstore(target, or(or(and(w0, LANE), shl(64, and(w1, LANE))), or(shl(128, and(w2, LANE)), shl(192, and(w3, LANE)))))
            w0 := shr(51, w0)
            w1 := shr(51, w1)
            w2 := shr(51, w2)
            w3 := shr(51, w3)
            }
            }

            // sum·b^n + Σ b^(n − 1 − i)·vᵢ over n words of memory.
            function batchWords(sum, p, n) -> r {
            r := sum
            for { let end := add(p, shl(5, n)) } lt(p, end) { p := add(p, 0x20) } { r := reduce(add(multiply(r, mload({{At(challenges.Batching)}})), mload(p))) }
            }

            // The same over n extension elements of ROW.
            function batchExtensions(sum, n) -> r {
            checkElements(ROW, mul(n, 20))
            r := sum
            let p := ROW
            for { let end := add(p, mul(n, 20)) } lt(p, end) { p := add(p, 20) } { r := reduce(add(multiply(r, mload({{At(challenges.Batching)}})), read(p))) }
            }

            """);
        WriteBatchCells();
        WriteClimb();
        _yul.Write($$"""

            // Notes the difference of a base element and ζ, and the product of all before it.
            function difference(product, place, x, zeta) -> newProduct, newPlace {
            let value := subtract(x, zeta)
            mstore(add(DIFFERENCES, place), value)
            mstore(add(INVERSES, place), product)
            newProduct := multiply(product, value)
            newPlace := add(place, 0x20)
            }

            // Folds the 2^log values in ROW, those at y·ω^bitreverse(t), by β/y.
            function fold(log, challengeByY) -> r {
            let n := shl(log, 1)
            for { let i := 0 } lt(i, n) { i := add(i, 1) } { mstore(add(VALUES, shl(5, i)), read(add(ROW, mul(i, 20)))) }
            for { n := shl(4, n) } gt(n, 0x10) { n := shr(1, n) } {
            for { let i := 0 } lt(i, n) { i := add(i, 0x20) } {
            let a := mload(add(VALUES, shl(1, i)))
            let b := mload(add(VALUES, add(shl(1, i), 0x20)))
            mstore(add(VALUES, i), reduce(add(add(a, b), multiply(subtract(a, b), scale(challengeByY, mload(add(TWIDDLES, i)))))))
            }
            challengeByY := multiply(challengeByY, challengeByY)
            }
            r := mload(VALUES)
            }

            // The final polynomial at x.
            function evaluateFinal(x) -> r {
            let power := 1
            let low := 0
            let high := 0
            for { let p := FINAL } lt(p, add(FINAL, {{2 * WordBytes * messages.Coefficients.Length}})) { p := add(p, 0x40) } {
            low := add(low, mul(mload(p), power))
            high := add(high, mul(mload(add(p, 0x20)), power))
            power := mulmod(power, x, P)
            }
            r := pack(low, high)
            }

            // F of a height, from the sums of a query's rows: offset 32 times its number; inverse is where 1/(x − ζ) stands.
            function batchedValue(offset, inverse) -> r {
            r := multiply(subtract(mload(add(SUMS, offset)), mload(add(OPENED, offset))), mload(inverse))
            }
            function batchedValues(offset, inverse) -> r {
            r := multiply(batchedValue(offset, inverse), mload(add(NEXT_WEIGHT, offset)))
            r := reduce(add(r, multiply(subtract(mload(add(SUMS_NEXT, offset)), mload(add(OPENED_NEXT, offset))), mload(add(inverse, 0x20)))))
            }

            function query(position, x, inverseX, inverse, cursor) -> end {
            """);
        for (int height = 0; height < plan.Schedule.Heights.Count; height++)
            _yul.Write($"mstore({Word("SUMS", height)}, 0)\nmstore({Word("SUMS_NEXT", height)}, 0)");
        foreach (TreePlan tree in plan.TraceTrees)
            WriteOpening(tree, 0, plan.LogDomain - tree.LogRows);
        WriteFolding();
        _yul.Write("end := cursor\n}");
        return Take();
    }

    /// <summary>Checks the rows of a tree against its commitment, and adds them to the sums.</summary>
    private void WriteOpening(TreePlan tree, int round, int positionShift)
    {
        _yul.Write($"// {tree.Kind}");
        _yul.Write("{");
        _yul.Write($"let index := {(positionShift == 0 ? "position" : $"shr({positionShift}, position)")}");
        _yul.Write($"let path := add(cursor, {RowBytes(tree)})");
        int log = tree.LogRows;
        for (int i = 0; i < tree.Layers.Count; i++)
        {
            RowLayer layer = tree.Layers[i];
            WriteClimb(log - layer.LogRows);
            log = layer.LogRows;
            string digest = $"hashRow(cursor, {BytesOf(tree, layer)})";
            _yul.Write(i == 0 ? $"let node := {digest}" : $"node := compress(node, {digest})");
            _yul.Write($"cursor := add(cursor, {BytesOf(tree, layer)})");
            _yul.Write("// gas: rows hashed");
            if (tree.Kind == ColumnKind.Fold)
            {
                _yul.Write($"checkElements(ROW, {BytesOf(tree, layer)})");
                _yul.Write("// gas: rows batched");
                continue;
            }

            WriteBatch(tree, layer);
            _yul.Write("// gas: rows batched");
        }

        WriteClimb(log - tree.LogCap);
        string expected = tree.Kind == ColumnKind.Preprocessed
            ? "mload(add(PREPROCESSED_CAP, shl(5, index)))"
            : $"calldataload(add(add(mload(PROOF), {messages.Cap(tree.Kind, round)}), mul(DIGEST, index)))";
        _yul.Write($"if and(xor(node, {expected}), DIGEST_MASK) {{ reject() }}");
        _yul.Write("cursor := path");
        _yul.Write("}");
        _yul.Write("// gas: paths");

        void WriteClimb(int levels)
        {
            if (levels == 0)
                return;
            _yul.Write($"node := climb(node, index, path, {levels})");
            _yul.Write($"index := shr({levels}, index)");
            _yul.Write($"path := add(path, {levels * digestBytes})");
        }
    }

    /// <summary>Adds a row in memory to the sums, those of the next row's openings first, which are of its first cells.</summary>
    private void WriteBatch(TreePlan tree, RowLayer layer)
    {
        int height = HeightOf(layer);
        string sums = Word("SUMS", height), next = Word("SUMS_NEXT", height);
        if (tree.HoldsExtensions)
        {
            _yul.Write($"mstore({sums}, batchExtensions(mload({sums}), {layer.Width}))");
            if (layer.NextCells > 0)
                _yul.Write($"mstore({next}, batchExtensions(mload({next}), {layer.NextCells}))");
            return;
        }

        int first = 0;
        foreach (int count in Chunks(layer))
        {
            string power = $"mload({Word("POWERS", count)})";
            _yul.Write("{");
            _yul.Write($"let sum := batchCells({Offset("ROW", MessagePlaces.ElementBytes * first)}, {count})");
            _yul.Write($"mstore({sums}, reduce(add(multiply(mload({sums}), {power}), sum)))");
            if (first < layer.NextCells)
                _yul.Write($"mstore({next}, reduce(add(multiply(mload({next}), {power}), sum)))");
            _yul.Write("}");
            first += count;
        }
    }

    /// <summary>
    /// Writes the sum over a chunk of cells. A word holds eight, at its even and its odd places four each, with 32 bits free above every one: one MUL with four weights in lanes of 64 bits, in the
    /// opposite order, has the sum of the four products in its top lane. No lane reaches the next one: see <see cref="MaxProductLane"/>. The cells end with a word; the places in front of them are made zero.
    /// </summary>
    private void WriteBatchCells()
    {
        int[] words = [.. ChunkSizes().Select(count => (count - 1) / CellsOfWord + 1)];
        if (words.Length == 0)
            return;
        if (MaxProductLane >= BigInteger.One << LaneOfProductBits)
            throw new NotSupportedException("Sums of four products do not fit lanes of 64 bits.");
        _yul.Write("""

            // Σ b^(n − 1 − i)·cᵢ over n cells of memory at p, which it checks; n is at most the size of a chunk. What stands in the word in front of them is lost.
            function batchCells(p, n) -> r {
            mstore(sub(p, 0x20), 0)
            p := add(p, shl(2, n))
            let bad := 0
            let sum0 := 0
            let sum1 := 0
            let sum2 := 0
            let sum3 := 0
            let sum4 := 0
            """);
        for (int i = 1; i <= words.Max(); i++)
        {
            bool isGuarded = i > words.Min();
            _yul.Write(isGuarded ? $"if gt(n, {CellsOfWord * (i - 1)}) {{" : "{");
            _yul.Write($"let even := mload(sub(p, {WordBytes * i}))");
            _yul.Write("bad := or(bad, or(even, add(even, TO_TOP_BIT)))");
            _yul.Write("let odd := and(even, EVEN_PLACES)");
            _yul.Write("even := and(shr(32, even), EVEN_PLACES)");
            for (int j = 0; j < ExtensionField.Degree; j++)
            {
                int weights = ((ChunkCells / CellsOfWord) - i) * 2 * ExtensionField.Degree;
                _yul.Write($"sum{j} := add(add(sum{j}, shr(192, mul(even, mload({Word("WEIGHTS", weights + j)})))), shr(192, mul(odd, mload({Word("WEIGHTS", weights + ExtensionField.Degree + j)}))))");
            }

            _yul.Write("}");
        }

        _yul.Write("""
            if and(bad, TOP_BITS) { reject() }
            r := or(or(mod(sum0, P), shl(51, mod(sum1, P))), or(or(shl(102, mod(sum2, P)), shl(153, mod(sum3, P))), shl(204, mod(sum4, P))))
            }
            """);
    }

    /// <summary>Writes the climb along a path, level by level: a loop would cost a third more.</summary>
    private void WriteClimb()
    {
        _yul.Write("""

            // The node that is `levels` above the one with the given index, by the siblings at `path` of the calldata. The node is written first: its word reaches over what follows it.
            function climb(node, index, path, levels) -> r {
            r := node
            let place := 0
            """);
        int level = 0;
        foreach (int end in Climbs().Distinct().Order())
        {
            if (level > 0)
                _yul.Write($"if eq(levels, {level}) {{ leave }}");
            for (; level < end; level++)
            {
                _yul.Write($$"""
                    place := mul({{digestBytes}}, and({{Shifted("index", level)}}, 1))
                    mstore(place, r)
                    calldatacopy(sub({{digestBytes}}, place), {{(level == 0 ? "path" : $"add(path, {level * digestBytes})")}}, {{digestBytes}})
                    r := keccak256(0x00, {{2 * digestBytes}})
                    """);
            }
        }

        _yul.Write("}");
    }

    /// <summary>How many levels there are between rows of one height and the next, or the cap.</summary>
    private IEnumerable<int> Climbs()
    {
        foreach (TreePlan tree in plan.TraceTrees.Concat(plan.FoldTrees))
        {
            int log = tree.LogRows;
            foreach (int next in tree.Layers.Select(layer => layer.LogRows).Append(tree.LogCap))
            {
                if (next < log)
                    yield return log - next;
                log = next;
            }
        }
    }

    /// <summary>How a row's cells are batched: those of the next row's openings end with a chunk.</summary>
    private static IEnumerable<int> Chunks(RowLayer layer)
    {
        foreach (int part in (int[])[layer.NextCells, layer.Width - layer.NextCells])
        {
            for (int left = part; left > 0; left -= ChunkCells)
                yield return Math.Min(left, ChunkCells);
        }
    }

    private IEnumerable<int> ChunkSizes() => plan.TraceTrees.Where(tree => !tree.HoldsExtensions).SelectMany(tree => tree.Layers).SelectMany(Chunks).Distinct();

    /// <summary>The powers of b that are kept times R.</summary>
    private IEnumerable<int> Raised()
    {
        IEnumerable<int> next = plan.Schedule.Heights.Select(height => plan.OpeningsAt(height, openings).Next.Count);
        return ChunkSizes().Concat(next.SelectMany(count => count > ChunkCells ? [ChunkCells, count % ChunkCells] : (int[])[count])).Distinct().Order();
    }

    /// <summary>b^n, times R.</summary>
    private string Raise(int n)
    {
        string power = $"mload({Word("POWERS", n % ChunkCells)})";
        for (; n >= ChunkCells; n -= ChunkCells)
            power = $"multiply({power}, mload({Word("POWERS", ChunkCells)}))";
        return power;
    }

    private void WriteFolding()
    {
        int inverse = 0;
        _yul.Write($"let value := {BatchedValue(0)}");
        int batch = 1, shift = 0;
        for (int i = 0; i < plan.Schedule.Rounds.Count; i++)
        {
            FriRound round = plan.Schedule.Rounds[i];
            _yul.Write($"calldatacopy(ROW, add(cursor, mul(and({Shifted("position", shift)}, {round.Folding - 1}), 20)), 20)");
            _yul.Write("if remainder(add(value, sub(LANES_2P, read(ROW)))) { reject() }");
            _yul.Write($"// gas: {(i == 0 ? "quotients of openings" : "folding")}");
            // The inverse of the first of the neighbours that fold to one: without the lowest bits of the position.
            for (int bit = 0; bit < round.LogFolding; bit++)
                _yul.Write($"if and({Shifted("position", shift + bit)}, 1) {{ inverseX := mulmod(inverseX, {Canonical(KoalaBear.TwoAdicGenerator(bit + 1))}, P) }}");
            shift += round.LogFolding;
            WriteOpening(plan.FoldTrees[i], i, shift);
            _yul.Write($"value := fold({round.LogFolding}, scale(mload({At(challenges.Folding[i])}), mulmod(inverseX, R, P)))");
            WriteSquares("x", round.LogFolding);
            WriteSquares("inverseX", round.LogFolding);
            if (round.RollsIn)
                _yul.Write($"value := reduce(add(value, multiply({BatchedValue(batch++)}, mload({At(challenges.RollIn[i])}))))");
        }

        _yul.Write("// gas: folding");
        _yul.Write("if remainder(add(evaluateFinal(x), sub(LANES_2P, value))) { reject() }");
        _yul.Write("// gas: final polynomial and tables");

        string BatchedValue(int height)
        {
            string place = inverse == 0 ? "inverse" : $"add(inverse, {inverse})";
            inverse += WordBytes * DifferencesOf(plan.Schedule.Heights[height]);
            return $"{(HasNext(height) ? "batchedValues" : "batchedValue")}({WordBytes * height}, {place})";
        }
    }

    private void WriteBatch(string area, int height, List<int> addresses)
    {
        string sum = "0";
        for (int i = 0; i < addresses.Count;)
        {
            int count = 1;
            while (i + count < addresses.Count && addresses[i + count] == addresses[i] + (count * WordBytes))
                count++;
            sum = $"batchWords({sum}, 0x{addresses[i]:x}, {count})";
            i += count;
        }

        // Openings are kept times R, the columns of rows are not.
        _yul.Write($"mstore({Word(area, height)}, multiply({sum}, 1))");
    }

    private void WriteSquares(string variable, int count)
    {
        for (int i = 0; i < count; i++)
            _yul.Write($"{variable} := mulmod({variable}, {variable}, P)");
    }

    private int HeightOf(RowLayer layer) => plan.Schedule.Heights.ToList().IndexOf(layer.LogRows - plan.Parameters.LogBlowup);

    private int DifferencesOf(int logHeight) => HasNext(plan.Schedule.Heights.ToList().IndexOf(logHeight)) ? 2 : 1;

    private bool HasNext(int height) => plan.TraceTrees.SelectMany(tree => tree.Layers).Any(layer => HeightOf(layer) == height && layer.NextCells > 0);

    private static int BytesOf(TreePlan tree, RowLayer layer) => layer.Width * (tree.HoldsExtensions ? MessagePlaces.ExtensionBytes : MessagePlaces.ElementBytes);

    private static int RowBytes(TreePlan tree) => tree.Layers.Sum(layer => BytesOf(tree, layer));

    private static string Shifted(string value, int bits) => bits == 0 ? value : $"shr({bits}, {value})";

    private string Word(string area, int index) => Offset(area, WordBytes * index);

    /// <summary>An address in an area, as a number: the compiler adds no constants here.</summary>
    private string Offset(string area, int bytes) => bytes == 0 ? area : $"0x{memory.AddressOf(area) + bytes:x}";

    private static string At(ExtensionPlace challenge) => $"0x{challenge.Offset:x}";

    private static string Canonical(KoalaBear value) => $"0x{value.ToCanonical():x}";

    private string Take()
    {
        string text = _yul.ToString();
        _yul.Clear();
        return text;
    }
}
