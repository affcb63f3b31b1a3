using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Isa;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Gadgets;

/// <summary>One column per operation of a chip: 1 in the rows that execute it.</summary>
internal static class OperationFlags
{
    /// <summary>At most one flag is 1. Returns their sum, which says whether the row is an instruction, and the number of the operation.</summary>
    public static (T Active, T Operation) Evaluate<TBuilder, T>(ref TBuilder builder, scoped ReadOnlySpan<T> flags, scoped ReadOnlySpan<Operation> operations)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T active = default, operation = default;
        for (int i = 0; i < operations.Length; i++)
        {
            builder.AssertBool("a flag is a bit", flags[i]);
            active += flags[i];
            operation += flags[i] * InstructionStep.Number<T>(operations[i]);
        }

        builder.AssertBool("a row is one instruction at most", active);
        return (active, operation);
    }

    /// <summary>The sum of the flags of <paramref name="some"/>.</summary>
    public static T Any<T>(scoped ReadOnlySpan<T> flags, scoped ReadOnlySpan<Operation> operations, params scoped ReadOnlySpan<Operation> some)
        where T : struct, IAlgebra<T>
    {
        T sum = default;
        foreach (Operation operation in some)
            sum += flags[operations.IndexOf(operation)];
        return sum;
    }

    public static void Fill(Span<KoalaBear> flags, ReadOnlySpan<Operation> operations, Operation operation) => flags[operations.IndexOf(operation)] = KoalaBear.One;
}
