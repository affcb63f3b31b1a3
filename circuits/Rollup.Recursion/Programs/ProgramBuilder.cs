namespace Rollup.Recursion.Programs;

/// <summary>
/// Turns what was recorded into a program: drops arithmetic whose result nobody reads, joins a product that is only added or subtracted with that operation, makes equal words one word of memory.
/// </summary>
internal static class ProgramBuilder
{
    public static CircuitProgram Build(
        ProgramOperations recorded, string[] parts, IReadOnlyDictionary<Extension, int> constants, int publicValueCount, int words, int digests, int inputLength)
    {
        int[] uses = CountUses(recorded, words);
        bool[] dropped = new bool[recorded.Arithmetic.Length];
        DropUnused(recorded, uses, dropped);
        ArithmeticOperation[] fused = Fuse(recorded, uses, dropped, constants[Extension.Zero], constants[Extension.One]);
        ProgramOperations operations = Compact(recorded with { Arithmetic = fused }, dropped);
        return new(operations, parts, MemoryLayout.Of(operations, constants, publicValueCount, words, digests), [.. constants.Select(c => (c.Value, c.Key))], publicValueCount, inputLength);
    }

    /// <summary>How often each extension word is read: by operations, or by a claim that it equals another.</summary>
    private static int[] CountUses(ProgramOperations program, int words)
    {
        int[] uses = new int[words];
        foreach (Operation step in program.Steps)
        {
            switch (step.Kind)
            {
                case OperationKind.Equal:
                    uses[step.First]++;
                    uses[step.Second]++;
                    break;
                case OperationKind.Bits or OperationKind.Coordinates:
                    uses[step.Second]++;
                    break;
                default:
                    break;
            }
        }

        foreach (ArithmeticOperation operation in program.Arithmetic)
            ForOperands(operation, word => uses[word]++);
        foreach (CompressionOperation compression in program.Compressions)
            uses[compression.IsRight]++;
        foreach (SpongeBlock block in program.Sponges.SelectMany(s => s.Blocks))
        {
            foreach (int word in block.Items.Append(block.Point).Where(word => word != Words.None))
                uses[word]++;
        }

        return uses;
    }

    private static void ForOperands(ArithmeticOperation operation, Action<int> action)
    {
        if (operation.Result != ArithmeticResult.A)
            action(operation.A);
        action(operation.B);
        if (operation.Result != ArithmeticResult.C)
            action(operation.C);
        if (operation.Result != ArithmeticResult.D)
            action(operation.D);
    }

    /// <summary>Drops, from the last to the first, sums and products that nobody reads. Inverses stay: they claim that something is not zero. So do the copies of public values.</summary>
    private static void DropUnused(ProgramOperations program, int[] uses, bool[] dropped)
    {
        for (int i = dropped.Length - 1; i >= 0; i--)
        {
            ArithmeticOperation operation = program.Arithmetic[i];
            if (operation.Result is not (ArithmeticResult.C or ArithmeticResult.D) || uses[operation.ResultWord] > 0 || operation.IsPublicCopy)
                continue;
            dropped[i] = true;
            ForOperands(operation, word => uses[word]--);
        }
    }

    /// <summary>x + a·b and x − a·b as one operation where the product has no other use.</summary>
    private static ArithmeticOperation[] Fuse(ProgramOperations program, int[] uses, bool[] dropped, int zero, int one)
    {
        ArithmeticOperation[] operations = [.. program.Arithmetic];
        Dictionary<int, int> products = [];
        for (int i = 0; i < operations.Length; i++)
        {
            ArithmeticOperation operation = operations[i];
            if (dropped[i])
                continue;
            if (operation.Result == ArithmeticResult.D && operation.C == zero)
            {
                products.Add(operation.D, i);
                continue;
            }

            if (operation.B != one || operation.IsPublicCopy)
                continue;
            if (operation.Result == ArithmeticResult.D && TryTake(operation.C, out ArithmeticOperation addend))
                operations[i] = new(addend.A, addend.B, operation.A, operation.D, ArithmeticResult.D);
            else if (operation.Result == ArithmeticResult.D && TryTake(operation.A, out addend))
                operations[i] = new(addend.A, addend.B, operation.C, operation.D, ArithmeticResult.D);
            else if (operation.Result == ArithmeticResult.C && TryTake(operation.A, out ArithmeticOperation subtrahend))
                operations[i] = new(subtrahend.A, subtrahend.B, operation.C, operation.D, ArithmeticResult.C);
        }

        return operations;

        bool TryTake(int word, out ArithmeticOperation product)
        {
            product = default;
            if (uses[word] != 1 || !products.TryGetValue(word, out int index))
                return false;
            product = operations[index];
            dropped[index] = true;
            return true;
        }
    }

    private static ProgramOperations Compact(ProgramOperations program, bool[] dropped)
    {
        List<Operation> steps = new(program.Steps.Length);
        List<ArithmeticOperation> arithmetic = new(dropped.Length);
        foreach (Operation step in program.Steps)
        {
            if (step.Kind != OperationKind.Arithmetic)
            {
                steps.Add(step);
                continue;
            }

            if (dropped[step.First])
                continue;
            steps.Add(step with { First = arithmetic.Count });
            arithmetic.Add(program.Arithmetic[step.First]);
        }

        return program with { Steps = [.. steps], Arithmetic = [.. arithmetic] };
    }
}
