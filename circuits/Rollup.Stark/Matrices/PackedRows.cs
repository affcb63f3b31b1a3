using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Matrices;

/// <summary>Extension elements as five adjacent columns, and rows shifted by one.</summary>
internal static class PackedRows
{
    /// <summary>The rows after those of <paramref name="local"/>, given the packed row that follows, in the given columns; the others are left as they are.</summary>
    public static void ShiftIn<P>(ReadOnlySpan<P> local, ReadOnlySpan<P> following, ReadOnlySpan<int> columns, Span<P> next)
        where P : unmanaged, IPackedField<P>
    {
        foreach (int column in columns)
            next[column] = P.ShiftIn(local[column], following[column]);
    }

    /// <summary>The extension element after that of each lane of <paramref name="local"/>, both the first in the given columns.</summary>
    public static Quintic<P> ReadNext<P>(ReadOnlySpan<P> local, ReadOnlySpan<P> following)
        where P : unmanaged, IPackedField<P>
        => new(
            P.ShiftIn(local[0], following[0]), P.ShiftIn(local[1], following[1]), P.ShiftIn(local[2], following[2]), P.ShiftIn(local[3], following[3]), P.ShiftIn(local[4], following[4]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<P>(Span<P> columns, Quintic<P> value)
        where P : unmanaged, IPackedField<P>
    {
        columns[4] = value.C4;
        columns[0] = value.C0;
        columns[1] = value.C1;
        columns[2] = value.C2;
        columns[3] = value.C3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quintic<P> Read<P>(ReadOnlySpan<P> columns)
        where P : unmanaged, IPackedField<P>
        => new(columns[0], columns[1], columns[2], columns[3], columns[4]);

    public static Extension ToExtension(ReadOnlySpan<KoalaBear> coordinates)
        => new(new(coordinates[0]), new(coordinates[1]), new(coordinates[2]), new(coordinates[3]), new(coordinates[4]));

    /// <summary>Σᵢ Xⁱ·valuesᵢ: the value of an extension column from those of its five base columns.</summary>
    public static Extension Combine(ReadOnlySpan<Extension> values)
    {
        Extension sum = values[0];
        for (int i = 1; i < ExtensionField.Degree; i++)
            sum += values[i] * Basis(i);
        return sum;
    }

    /// <summary>X^<paramref name="index"/>.</summary>
    public static Extension Basis(int index)
    {
        Scalar one = new(KoalaBear.One);
        return index switch
        {
            0 => Extension.One,
            1 => new(default, one, default, default, default),
            2 => new(default, default, one, default, default),
            3 => new(default, default, default, one, default),
            _ => new(default, default, default, default, one),
        };
    }

    /// <summary>…, base², base, 1: what a sum of <paramref name="count"/> terms by Horner's rule weighs them with.</summary>
    public static Extension[] DescendingPowers(Extension @base, int count)
    {
        Extension[] powers = new Extension[count];
        Extension power = Extension.One;
        for (int i = count - 1; i >= 0; i--, power *= @base)
            powers[i] = power;
        return powers;
    }

    /// <summary>The sum over the lanes, coordinate by coordinate.</summary>
    public static Extension SumLanes<P>(Quintic<P> value)
        where P : unmanaged, IPackedField<P>
    {
        Extension sum = default;
        for (int lane = 0; lane < P.Lanes; lane++)
            sum += Lane(value, lane);
        return sum;
    }

    public static Extension Lane<P>(Quintic<P> value, int lane)
        where P : unmanaged, IPackedField<P>
        => new(
            new(PackedField.Lane(value.C0, lane)), new(PackedField.Lane(value.C1, lane)), new(PackedField.Lane(value.C2, lane)),
            new(PackedField.Lane(value.C3, lane)), new(PackedField.Lane(value.C4, lane)));
}
