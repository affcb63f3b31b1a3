using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Airs;

/// <summary>Vocabulary for AIRs.</summary>
public static class AirBuilderExtensions
{
    /// <summary>Views a row as a typed column struct whose fields are all of type <typeparamref name="T"/> or inline arrays of it.</summary>
    public static ref readonly TColumns As<TColumns, T>(this ReadOnlySpan<T> row)
        where TColumns : struct
    {
        if (Unsafe.SizeOf<TColumns>() != row.Length * Unsafe.SizeOf<T>())
            throw new ArgumentException($"A row of {row.Length} columns is no {typeof(TColumns).Name}.", nameof(row));
        return ref Unsafe.As<T, TColumns>(ref MemoryMarshal.GetReference(row));
    }

    /// <inheritdoc cref="As{TColumns, T}(ReadOnlySpan{T})"/>
    public static ref TColumns As<TColumns, T>(this Span<T> row)
        where TColumns : struct
        => ref Unsafe.AsRef(in As<TColumns, T>((ReadOnlySpan<T>)row));

    /// <summary><paramref name="value"/> is 0 or 1.</summary>
    public static void AssertBool<TBuilder, T>(this ref TBuilder builder, string name, T value)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.AssertZero(name, value * (value - T.Constant(KoalaBear.One)));

    /// <summary>A non-negative constant below p.</summary>
    public static T Number<T>(uint value)
        where T : struct, IAlgebra<T>
        => T.Constant(KoalaBear.FromCanonical(value));
}
