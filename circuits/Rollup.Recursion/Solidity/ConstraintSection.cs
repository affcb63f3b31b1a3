using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.LogUp;
using Rollup.Stark.Ntt;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// Writes the check of every table's constraints at the out-of-domain point: Σ λ^(K−1−k)·cₖ = Z·Q. Constraints are instructions of <see cref="ConstraintProgram"/>, permutations calls of a loop.
/// </summary>
internal sealed class ConstraintSection(ProofPlan plan, ContractMemory memory, ContractData data, Challenges<ExtensionPlace, int> challenges)
{
    private const int WordBytes = ContractMemory.WordBytes, MaxConstants = 192;

    private readonly YulWriter _yul = new(3);
    private readonly SortedSet<int> _widths = [];

    /// <summary>Of the permutations whose rounds are checked.</summary>
    public IReadOnlyCollection<int> Widths => _widths;

    /// <summary>Per table of the key, where its openings stand in memory.</summary>
    public TableOpenings<int>[] Openings { get; } = [.. plan.Structures.Select(_ => TableOpenings<int>.None)];

    public int FirstConstant { get; private set; }

    public IReadOnlyList<KoalaBear> Constants { get; private set; } = [];

    public (int Start, int Length) ProgramBytes { get; private set; }

    /// <summary>The Yul. Lays out openings, constants and temporaries.</summary>
    public string Write(int publicValueCount, int openingCount)
    {
        int heights = plan.Schedule.Heights.Count;
        int publicValues = memory.Allocate("PUBLIC_VALUES", publicValueCount, "The public values, times R.");
        int power = memory.Allocate("POWER", heights, "ζⁿ per height, tallest first, times R; so are the next two.");
        int vanishing = memory.Allocate("VANISHING", heights, "ζⁿ − 1.");
        _ = memory.Allocate("ZETA_NEXT", heights, "ζ·ω.");
        int shares = memory.Allocate("SHARES", Math.Max(1, plan.Tables.Count(t => t.Structure.HasInteractions)), "S/n per table with messages, times R.");
        int zero = memory.Allocate("ZERO", 1, "0.");
        FirstConstant = memory.Allocate("CONSTANTS", MaxConstants, "What the constraints read of constants, times R.");
        int next = memory.Allocate("OPENINGS", openingCount, "The openings, times R.");
        foreach (TablePlan table in plan.Tables)
        {
            Openings[table.Index] = TableOpenings<int>.Read(table, length =>
            {
                int first = next;
                next += length * WordBytes;
                return [.. Enumerable.Range(0, length).Select(i => first + (i * WordBytes))];
            });
        }

        _ = memory.Allocate("STATE", Poseidon2Width24.Width, "The state of a permutation.");
        ConstraintProgram program = new(zero, FirstConstant, MaxConstants, memory.End);
        // Offsets into the program become addresses when all of it is known.
        List<string> checks = [];
        LogUpChallenges<Expression>? logUp = plan.HasInteractions
            ? new(Expression.At(challenges.Alpha.Offset), Expression.At(challenges.Beta.Offset), plan.Structures)
            : null;
        int share = shares;
        foreach (TablePlan table in plan.Tables)
        {
            int height = plan.Schedule.Heights.ToList().IndexOf(table.LogHeight);
            Expression? tableShare = null;
            if (table.Structure.HasInteractions)
            {
                tableShare = Expression.At(share);
                share += WordBytes;
            }

            checks.AddRange(TableCheck(table, program, logUp, publicValues, tableShare, power + (height * WordBytes), vanishing + (height * WordBytes)));
        }

        _ = memory.Allocate("TEMPORARIES", (program.EndOfTemporaries - memory.End) / WordBytes, "What the constraints compute once and use again.");
        ProgramBytes = (data.Add(program.Bytes), program.Length);
        Constants = [.. program.Constants];
        foreach (string line in checks)
            _yul.Write(line);
        return _yul.ToString();
    }

    private IEnumerable<string> TableCheck(
        TablePlan table, ConstraintProgram program, LogUpChallenges<Expression>? logUp, int publicValues, Expression? share, int power, int vanishing)
    {
        TableOpenings<int> openings = Openings[table.Index];
        Expression[] local = At(openings.Main), nextRow = new Expression[table.Structure.Width];
        for (int i = 0; i < openings.MainNext.Length; i++)
            nextRow[table.Structure.NextColumns[i]] = Expression.At(openings.MainNext[i]);
        Expression[] values = [.. Enumerable.Range(0, plan.PublicValueCount).Select(i => Expression.At(publicValues + (i * WordBytes)))];
        ConstraintBuilder builder = new(local, nextRow, At(openings.Preprocessed), values, logUp);
        table.Air.Evaluate<ConstraintBuilder, Expression>(ref builder);
        ExpressionGraph graph = program.Graph;
        int[] constraints = [.. builder.Constraints.Select(graph.Number)];
        IReadOnlyList<PermutationBlock> blocks = PermutationBlock.Find(graph, constraints, local, nextRow, At(openings.Preprocessed));

        Expression[] sums = new Expression[table.Structure.InteractionGroups.Count];
        if (share is { } s)
            LogUpConstraints.Evaluate<Expression, Expression>(table.Structure, At(openings.LogUp), Expression.At(openings.LogUpNext[0]), [.. builder.Denominators], [.. builder.Multiplicities], s, sums);
        int product = graph.Number(Expression.At(vanishing) * Quotient(At(openings.Quotient), Expression.At(power), table.LogHeight));
        int[] batched = [.. sums.Select(graph.Number)];
        bool[] inBlock = new bool[constraints.Length];
        foreach (PermutationBlock block in blocks)
            inBlock.AsSpan(block.FirstConstraint, block.Count).Fill(true);
        program.Begin([.. constraints.Where((_, i) => !inBlock[i]), .. batched, product]);

        yield return $"// {table.Structure.Name}";
        yield return "mstore(BATCHED, 0)";
        int start = program.Length, target = program.NextTemporary;
        for (int i = 0; i < constraints.Length; i++)
        {
            if (blocks.FirstOrDefault(b => b.FirstConstraint == i) is { } block)
            {
                if (program.Length > start)
                    yield return Run();
                yield return "// gas: constraints";
                foreach (string line in Permutation(block, table, openings))
                    yield return line;
                yield return "// gas: constraints, rounds of Poseidon2";
                i += block.Count - 1;
                continue;
            }

            program.Batch(constraints[i]);
        }

        foreach (int value in batched)
            program.Batch(value);
        int result = program.AddressOf(product);
        yield return Run();
        yield return $"if remainder(add(mload(BATCHED), sub(LANES_2P, mload(0x{result:x})))) {{ reject() }}";

        string Run()
        {
            string call = $"run(add(PROGRAM, {start}), add(PROGRAM, {program.Length}), 0x{target:x})";
            (start, target) = (program.Length, program.NextTemporary);
            return call;
        }
    }

    private IEnumerable<string> Permutation(PermutationBlock block, TablePlan table, TableOpenings<int> openings)
    {
        string gate = $"mload(0x{openings.Preprocessed[block.Gate]:x})";
        int width = block.Part == PermutationPart.Narrow ? Poseidon2Width16.Width : Poseidon2Width24.Width;
        int rounds = block.Part == PermutationPart.Narrow ? Poseidon2Width16.InternalRounds : Poseidon2Width24.InternalRounds;
        int half = Poseidon2Width16.ExternalRoundsEachHalf * width, stateBytes = width * WordBytes;
        int diagonal = data.Permutation(width), initial = diagonal + (4 * width), inner = initial + (4 * half), final = inner + (4 * rounds);
        _ = _widths.Add(width);
        // The gate is a factor of the whole sum.
        yield return "{";
        if (block.Part == PermutationPart.WideSecond)
        {
            yield return $"let s := externalRounds(0, {width}, {Column(PermutationBlock.MiddleOffset)}, {Column(PermutationBlock.MiddleOffset + width)}, add(DATA, {final}))";
        }
        else
        {
            yield return $"mcopy(STATE, {Column(0)}, {stateBytes})";
            yield return $"externalLayer({width})";
            yield return $"let s := externalRounds(0, {width}, STATE, {Column(width)}, add(DATA, {initial}))";
            yield return $"mcopy(STATE, {Column(half)}, {stateBytes})";
            yield return $"s := internalRounds(s, {width}, {rounds}, {Column(width + half)}, add(DATA, {diagonal}), add(DATA, {inner}))";
        }

        if (block.Part == PermutationPart.Narrow)
        {
            yield return $"s := externalRounds(s, {width}, STATE, {Column(width + half + rounds)}, add(DATA, {final}))";
        }
        else if (block.Part == PermutationPart.WideFirst)
        {
            int next = table.Structure.NextColumns.IndexOf(PermutationBlock.MiddleOffset);
            if (!table.Structure.NextColumns.Slice(next, width).SequenceEqual([.. Enumerable.Range(PermutationBlock.MiddleOffset, width)]))
                throw new NotSupportedException("The state that the next row goes on with is not opened in one piece.");
            yield return $"s := batchState(s, {width}, 0x{openings.MainNext[next]:x})";
        }

        yield return $"mstore(BATCHED, reduce(add(multiply(mload(BATCHED), raised(mload(LAMBDA), {block.Count})), multiply(s, {gate}))))";
        yield return "}";

        string Column(int index) => $"0x{openings.Main[index]:x}";
    }

    /// <summary>Q(ζ) from its chunks; see <c>OutOfDomainPoint.Quotient</c>.</summary>
    private Expression Quotient(Expression[] chunks, Expression power, int logHeight)
    {
        KoalaBear[] y = [.. Enumerable.Range(0, chunks.Length).Select(k => Domain.BlockShift(logHeight, plan.Parameters.LogBlowup, k).Pow(1ul << logHeight))];
        Expression quotient = default;
        for (int k = 0; k < chunks.Length; k++)
        {
            Expression product = chunks[k];
            KoalaBear denominator = KoalaBear.One;
            for (int j = 0; j < chunks.Length; j++)
            {
                if (j == k)
                    continue;
                product *= power - Expression.Constant(y[j]);
                denominator *= y[k] - y[j];
            }

            quotient += product * Expression.Constant(denominator.Inverse());
        }

        return quotient;
    }

    private static Expression[] At(int[] addresses) => [.. addresses.Select(Expression.At)];
}
