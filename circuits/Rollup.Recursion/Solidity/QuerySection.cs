using Rollup.Kernel.Fields;
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
    public string WritePreparation(int chunkCells)
    {
        int heights = plan.Schedule.Heights.Count;
        _ = memory.Allocate("POWERS", chunkCells + 1, "1, b, b², … of the batching challenge, times R.");
        _ = memory.Allocate("WEIGHTS", 2 * chunkCells, "b^(chunk − 1), …, b, 1, three and two coefficients, 85 bits each.");
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
        _ = memory.Allocate("ROW", (maxRow / WordBytes) + 2, "A row.");

        _yul.Write($$"""
            mstore(POWERS, R)
            for { let i := 0 } lt(i, {{chunkCells}}) { i := add(i, 1) } {
            let power := mload(add(POWERS, shl(5, i)))
            mstore(add(POWERS, shl(5, add(i, 1))), multiply(power, mload({{At(challenges.Batching)}})))
            power := multiply(power, 1)
            let weight := add(WEIGHTS, shl(6, sub({{chunkCells - 1}}, i)))
            mstore(weight, spreadLow(power))
            mstore(add(weight, 0x20), spreadHigh(power))
            }
            """);
        for (int height = 0; height < heights; height++)
        {
            (List<int> local, List<int> next) = plan.OpeningsAt(plan.Schedule.Heights[height], openings);
            WriteBatch("OPENED", height, local);
            WriteBatch("OPENED_NEXT", height, next);
            _yul.Write($"mstore({Word("NEXT_WEIGHT", height)}, raise({next.Count}))");
        }

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
    public string WriteFunctions(int chunkCells)
    {
        _yul.Write($$"""
            // Coefficients 0 to 2 of an element, 85 bits each, and the other two.
            function spreadLow(a) -> r { r := or(and(a, LANE), or(shl(85, and(shr(51, a), LANE)), shl(170, and(shr(102, a), LANE)))) }
            function spreadHigh(a) -> r { r := or(and(shr(153, a), LANE), shl(85, shr(204, a))) }

            // b^n, times R.
            function raise(n) -> r {
            r := R
            for {} n { n := sub(n, 1) } { r := multiply(r, mload({{At(challenges.Batching)}})) }
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

            // The same over n elements of ROW, which it checks.
            function batchElements(sum, n) -> r {
            r := sum
            let p := ROW
            for {} n {} {
            let count := n
            if gt(count, {{chunkCells}}) { count := {{chunkCells}} }
            n := sub(n, count)
            let weight := add(WEIGHTS, shl(6, sub({{chunkCells}}, count)))
            r := multiply(r, mload(add(POWERS, shl(5, count))))
            let low := 0
            let high := 0
            for { let end := add(p, shl(2, count)) } lt(p, end) { p := add(p, 0x20) } {
            let w := mload(p)
            let rest := sub(end, p)
            if lt(rest, 0x20) {
            rest := shl(3, sub(0x20, rest))
            w := shl(rest, shr(rest, w))
            }
            if and(or(w, add(w, TO_TOP_BIT)), TOP_BITS) { reject() }
            """);
        const int ElementsPerWord = 8;
        for (int i = 0; i < ElementsPerWord; i++)
        {
            int shift = 32 * (ElementsPerWord - 1 - i);
            string element = i == 0 ? "shr(224, w)" : i == ElementsPerWord - 1 ? "and(w, 0xffffffff)" : $"and(shr({shift}, w), 0xffffffff)";
            _yul.Write($$"""
                {
                let f := {{element}}
                low := add(low, mul(mload({{(i == 0 ? "weight" : $"add(weight, {64 * i})")}}), f))
                high := add(high, mul(mload(add(weight, {{(64 * i) + 32}})), f))
                }
                """);
        }

        _yul.Write($$"""
            weight := add(weight, 0x200)
            }
            r := reduce(add(r, pack(low, high)))
            }
            }
            """);
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
            if (tree.Kind == ColumnKind.Fold)
            {
                _yul.Write($"checkElements(ROW, {BytesOf(tree, layer)})");
                continue;
            }

            int height = HeightOf(layer);
            string function = tree.HoldsExtensions ? "batchExtensions" : "batchElements";
            _yul.Write($"mstore({Word("SUMS", height)}, {function}(mload({Word("SUMS", height)}), {layer.Width}))");
            if (layer.NextCells > 0)
                _yul.Write($"mstore({Word("SUMS_NEXT", height)}, {function}(mload({Word("SUMS_NEXT", height)}), {layer.NextCells}))");
        }

        WriteClimb(log - tree.LogCap);
        string expected = tree.Kind == ColumnKind.Preprocessed
            ? "mload(add(PREPROCESSED_CAP, shl(5, index)))"
            : $"calldataload(add(add(mload(PROOF), {messages.Cap(tree.Kind, round)}), mul(DIGEST, index)))";
        _yul.Write($"if and(xor(node, {expected}), DIGEST_MASK) {{ reject() }}");
        _yul.Write("cursor := path");
        _yul.Write("}");

        void WriteClimb(int levels)
        {
            if (levels == 0)
                return;
            _yul.Write($"node := climb(node, index, path, {levels})");
            _yul.Write($"index := shr({levels}, index)");
            _yul.Write($"path := add(path, {levels * digestBytes})");
        }
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

        _yul.Write("if remainder(add(evaluateFinal(x), sub(LANES_2P, value))) { reject() }");

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

    private static string Word(string area, int index) => index == 0 ? area : $"add({area}, {WordBytes * index})";

    private static string At(ExtensionPlace challenge) => $"0x{challenge.Offset:x}";

    private static string Canonical(KoalaBear value) => $"0x{value.ToCanonical():x}";

    private string Take()
    {
        string text = _yul.ToString();
        _yul.Clear();
        return text;
    }
}
