using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Tests.Chips;

public sealed class Poseidon2WideTests
{
    private static readonly int Width = System.Runtime.CompilerServices.Unsafe.SizeOf<Poseidon2WideColumns<byte>>();

    [Fact]
    public void A_filled_row_satisfies_the_constraints_and_ends_in_the_permutation()
    {
        Trace trace = Filled();
        KoalaBear[] state = [.. trace.Row(3)[..Poseidon2Width24.Width]];
        Poseidon2Permutation.Permute24(state);
        trace.Row(3)[^Poseidon2Width24.Width..].SequenceEqual(state).ShouldBeTrue();
        TraceChecker.FindViolation([new PermutationAir()], [trace], []).ShouldBeNull();
    }

    [Fact]
    public void Every_column_is_constrained()
    {
        Trace trace = Filled();
        for (int column = 0; column < Width; column++)
        {
            KoalaBear kept = trace[5, column];
            trace[5, column] += KoalaBear.One;
            TraceChecker.FindViolation([new PermutationAir()], [trace], []).ShouldNotBeNull($"column {column}");
            trace[5, column] = kept;
        }
    }

    private static Trace Filled()
    {
        Trace trace = new(Width, 16);
        for (int row = 0; row < trace.Height; row++)
        {
            ref Poseidon2WideColumns<KoalaBear> columns = ref trace.Row(row).As<Poseidon2WideColumns<KoalaBear>, KoalaBear>();
            for (int i = 0; i < Poseidon2Width24.Width; i++)
                columns.Input[i] = KoalaBear.FromCanonical((uint)((row * 1000) + i) * 0x9e37_79b9u);
            Poseidon2WideTrace.FillPermutation(ref columns);
        }

        return trace;
    }

    private sealed class PermutationAir : IAir
    {
        public string Name => "poseidon2 of width 24";

        public int Width => Poseidon2WideTests.Width;

        public void Evaluate<TBuilder, T>(ref TBuilder builder)
            where TBuilder : struct, IAirBuilder<T>, allows ref struct
            where T : struct, IAlgebra<T>
            => Poseidon2WideConstraints.Constrain<TBuilder, T>(ref builder, in builder.Local.As<Poseidon2WideColumns<T>, T>());
    }
}
