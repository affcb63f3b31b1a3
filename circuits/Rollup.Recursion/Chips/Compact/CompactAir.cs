using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Poseidon2;
using Rollup.Recursion.Chips.Arithmetic;
using Rollup.Recursion.Chips.Constants;
using Rollup.Recursion.Memory;
using Rollup.Stark.Airs;
using Rollup.Stark.Chips.Poseidon2;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Chips.Compact;

/// <summary>
/// All of a circuit in one table: a row has some arithmetic operations, a constant, and a compression or a half of a sponge's block. What it costs to verify a proof is mostly the columns, the trees and
/// the distinct heights that there are: one table has the fewest of all. The chips are those of the tables of their own, from which they differ in two points: gates say which of three readings the
/// permutation's columns have, and a block takes two rows, because a compression is as wide as half of it. Constraints have degree 5 at most, so that four of them share a LogUp column.
/// </summary>
public sealed class CompactAir(Trace preprocessed, int operationsPerRow, int publicValueCount) : IAir
{
    private const int Rate = Poseidon2Hash.SpongeRate, StateLength = Poseidon2Width24.Width, Extension = MemoryBuses.ExtensionLength, Digest = MemoryBuses.DigestLength;

    private static readonly string[] FixedNames = ColumnNames.Of<CompactColumns<byte>>();

    /// <summary>Columns before the operations.</summary>
    public static int FixedWidth { get; } = Unsafe.SizeOf<CompactColumns<byte>>();

    /// <summary>Preprocessed columns before the operations.</summary>
    public static int FixedPreprocessedWidth { get; } = Unsafe.SizeOf<CompactPreprocessed<byte>>();

    public string Name => "compact";

    public int Width => FixedWidth + (operationsPerRow * ArithmeticAir.OperationWidth);

    public int PublicValueCount => publicValueCount;

    public Trace Preprocessed() => preprocessed;

    public string ColumnName(int index) => index < FixedWidth ? FixedNames[index] : ArithmeticAir.NameOf(index - FixedWidth);

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly CompactColumns<T> local = ref builder.Local[..FixedWidth].As<CompactColumns<T>, T>();
        ref readonly CompactColumns<T> next = ref builder.Next[..FixedWidth].As<CompactColumns<T>, T>();
        ref readonly CompactPreprocessed<T> row = ref builder.Preprocessed[..FixedPreprocessedWidth].As<CompactPreprocessed<T>, T>();
        ArithmeticAir.EvaluateOperations<TBuilder, T>(ref builder, operationsPerRow, FixedWidth, FixedPreprocessedWidth);
        EvaluateConstants<TBuilder, T>(ref builder, in local, in row);

        ReadOnlySpan<T> permutation = local.Permutation, following = next.Permutation;
        ref readonly Poseidon2Columns<T> narrow = ref permutation.As<Poseidon2Columns<T>, T>();
        ref readonly WideFirstColumns<T> first = ref First(permutation), nextFirst = ref First(following);
        ref readonly WideSecondColumns<T> second = ref Second(permutation), nextSecond = ref Second(following);
        Poseidon2Constraints.Constrain<TBuilder, T>(ref builder, in narrow, row.IsCompression);
        ConstrainFirstRounds<TBuilder, T>(ref builder, in first, in nextSecond, row.IsFirst);
        Poseidon2RoundConstraints.ExternalRounds(ref builder, ((ReadOnlySpan<T>)second.Middle).ToArray(), second.Final, Poseidon2Width24.ExternalFinalConstants, row.IsSecond);
        ReadOnlySpan<T> permuted = ((ReadOnlySpan<T>)second.Final)[Poseidon2WideConstraints.OutputOffset..];
        ConstrainCapacity<TBuilder, T>(ref builder, in first, in nextFirst, permuted, in row);
        ConstrainKinds<TBuilder, T>(ref builder, in first, in row);
        ConstrainSum<TBuilder, T>(ref builder, in first, in second, in nextFirst, in nextSecond, in row);
        builder.AssertZero("a block's first digest is its own", row.IsFirst * local.IsRight);

        ReadOnlySpan<T> narrowOutput = ((ReadOnlySpan<T>)narrow.Final)[Poseidon2Constraints.OutputOffset..];
        T[] node = new T[Digest], output = new T[Digest];
        for (int i = 0; i < Digest; i++)
        {
            node[i] = permutation[i] + (local.IsRight * (permutation[Digest + i] - permutation[i]));
            output[i] = (row.IsCompression * (narrowOutput[i] + permutation[i])) + (row.IsSecond * permuted[i]);
        }

        ReadOnlySpan<T> lastItem = Item(permutation, 2);
        T[] itemOrBit = new T[Extension];
        for (int i = 0; i < Extension; i++)
            itemOrBit[i] = row.IsFirst * lastItem[i];
        itemOrBit[0] += row.IsCompression * local.IsRight;
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in row.ItemOrSum, Item(permutation, 0));
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in row.ItemOrPoint, Item(permutation, 1));
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Extension, in row.ItemOrBit, itemOrBit);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Digest, in row.FirstDigest, node);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Digest, in row.SecondDigest, permutation[Digest..Rate]);
        MemoryBuses.Access<TBuilder, T>(ref builder, MemoryBuses.Digest, in row.Output, output);
    }

    /// <summary>A row as the first one of a block.</summary>
    internal static ref readonly WideFirstColumns<T> First<T>(ReadOnlySpan<T> permutation)
        where T : struct
        => ref permutation[..Unsafe.SizeOf<WideFirstColumns<byte>>()].As<WideFirstColumns<T>, T>();

    /// <summary>A row as the second one of a block.</summary>
    internal static ref readonly WideSecondColumns<T> Second<T>(ReadOnlySpan<T> permutation)
        where T : struct
        => ref permutation[..Unsafe.SizeOf<WideSecondColumns<byte>>()].As<WideSecondColumns<T>, T>();

    /// <inheritdoc cref="First{T}(ReadOnlySpan{T})"/>
    internal static ref WideFirstColumns<T> First<T>(Span<T> permutation)
        where T : struct
        => ref permutation[..Unsafe.SizeOf<WideFirstColumns<byte>>()].As<WideFirstColumns<T>, T>();

    /// <inheritdoc cref="Second{T}(ReadOnlySpan{T})"/>
    internal static ref WideSecondColumns<T> Second<T>(Span<T> permutation)
        where T : struct
        => ref permutation[..Unsafe.SizeOf<WideSecondColumns<byte>>()].As<WideSecondColumns<T>, T>();

    private void EvaluateConstants<TBuilder, T>(ref TBuilder builder, ref readonly CompactColumns<T> local, ref readonly CompactPreprocessed<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.Send(MemoryBuses.Extension, [row.ConstantAddress, .. (ReadOnlySpan<T>)row.Constant], local.Uses, Bus.Unbounded);
        ConstantsAir.SendPublicValues<TBuilder, T>(ref builder, publicValueCount, row.SendsPublicValues);
    }

    /// <summary>The rounds of a block's first row end in the next row's state.</summary>
    private static void ConstrainFirstRounds<TBuilder, T>(ref TBuilder builder, ref readonly WideFirstColumns<T> first, ref readonly WideSecondColumns<T> nextSecond, T gate)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        Span<T> state = ((ReadOnlySpan<T>)first.Input).ToArray();
        Poseidon2RoundConstraints.ExternalLinearLayer(state);
        Poseidon2RoundConstraints.ExternalRounds(ref builder, state, first.Initial, Poseidon2Width24.ExternalInitialConstants, gate);
        Poseidon2RoundConstraints.InternalRounds(ref builder, state, first.Internal, Poseidon2Width24.InternalConstants, Poseidon2Width24.Diagonal, gate);
        for (int i = 0; i < StateLength; i++)
            builder.AssertZero("the permutation goes on in the next row", gate * (nextSecond.Middle[i] - state[i]));
    }

    /// <summary>A sponge starts with its domain and length, and goes on with the permuted capacity.</summary>
    private static void ConstrainCapacity<TBuilder, T>(
        ref TBuilder builder, ref readonly WideFirstColumns<T> first, ref readonly WideFirstColumns<T> nextFirst, ReadOnlySpan<T> permuted, ref readonly CompactPreprocessed<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.AssertZero("a sponge starts with its domain", row.IsStart * (first.Input[Rate] - row.Domain));
        builder.AssertZero("a sponge starts with its length", row.IsStart * (first.Input[Rate + 1] - row.Length));
        for (int i = Rate + 2; i < StateLength; i++)
            builder.AssertZero("a sponge starts with zeros", row.IsStart * first.Input[i]);
        for (int i = Rate; i < StateLength; i++)
            builder.AssertZero("the capacity carries over", row.Continues * (nextFirst.Input[i] - permuted[i]));
    }

    private static void ConstrainKinds<TBuilder, T>(ref TBuilder builder, ref readonly WideFirstColumns<T> first, ref readonly CompactPreprocessed<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.AssertZero("three extension elements leave one element zero", row.HoldsExtensions * first.Input[Rate - 1]);
        for (int i = 0; i < 3; i++)
        {
            for (int coordinate = 1; coordinate < Extension; coordinate++)
                builder.AssertZero("base elements have one coordinate", row.HoldsBase * first.Input[(Extension * i) + coordinate]);
        }
    }

    private static void ConstrainSum<TBuilder, T>(
        ref TBuilder builder, ref readonly WideFirstColumns<T> first, ref readonly WideSecondColumns<T> second, ref readonly WideFirstColumns<T> nextFirst,
        ref readonly WideSecondColumns<T> nextSecond, ref readonly CompactPreprocessed<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ExtensionElement<T> point = new(second.Point), squared = new(second.PointSquared), fourth = new(second.PointFourth);
        (((point * point) - squared) * row.IsSecond).AssertZero(ref builder, "b²");
        (((squared * squared) - fourth) * row.IsSecond).AssertZero(ref builder, "b⁴");

        // In a block's first row, the next one is its second.
        ReadOnlySpan<T> input = first.Input;
        ExtensionElement<T> b = new(nextSecond.Point), b2 = new(nextSecond.PointSquared), b4 = new(nextSecond.PointFourth);
        ExtensionElement<T> before = new(first.SumBefore), half = new(first.Half), after = new(nextSecond.SumAfter);
        ((((((before * b4) + Four(input, 0)) * b4) + Four(input, 4)) - half) * row.SumsBase).AssertZero(ref builder, "the sum of the first half");
        ExtensionElement<T> ofBase = (((half * b4) + Four(input, 8)) * b4) + Four(input, 12);
        ExtensionElement<T> ofExtensions = (((before * b) + new ExtensionElement<T>(Item(input, 0))) * b2) + (new ExtensionElement<T>(Item(input, 1)) * b) + new ExtensionElement<T>(Item(input, 2));
        ((ofBase * row.SumsBase) + (ofExtensions * row.HoldsExtensions) - (after * row.IsFirst)).AssertZero(ref builder, "the sum after the block");
        (before * row.IsStart).AssertZero(ref builder, "the sum starts with zero");
        ((new ExtensionElement<T>(nextFirst.SumBefore) - new ExtensionElement<T>(second.SumAfter)) * row.Continues).AssertZero(ref builder, "the sum carries over");

        ExtensionElement<T> Four(ReadOnlySpan<T> block, int at) => (((b * block[at]) + block[at + 1]) * b2) + ((b * block[at + 2]) + block[at + 3]);
    }

    private static ReadOnlySpan<T> Item<T>(ReadOnlySpan<T> block, int index) => block.Slice(Extension * index, Extension);
}
