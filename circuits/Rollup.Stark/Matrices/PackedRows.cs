using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Matrices;

/// <summary>Extension elements as five adjacent columns, and rows shifted by one.</summary>
internal static class PackedRows
{
    /// <summary>The rows after those of <paramref name="local"/>, given the packed row that follows.</summary>
    public static void ShiftIn<P>(ReadOnlySpan<P> local, ReadOnlySpan<P> following, Span<P> next)
        where P : unmanaged, IPackedField<P>
    {
        for (int column = 0; column < next.Length; column++)
            next[column] = P.ShiftIn(local[column], following[column]);
    }

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
        Scalar zero = default, one = new(KoalaBear.One);
        return values[0]
            + (values[1] * new Extension(zero, one, zero, zero, zero))
            + (values[2] * new Extension(zero, zero, one, zero, zero))
            + (values[3] * new Extension(zero, zero, zero, one, zero))
            + (values[4] * new Extension(zero, zero, zero, zero, one));
    }

    /// <summary>1, base, base², ….</summary>
    public static Extension[] Powers(Extension @base, int count)
    {
        Extension[] powers = new Extension[count];
        Extension power = Extension.One;
        for (int i = 0; i < count; i++, power *= @base)
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
