namespace Rollup.Stark.Fields;

/// <summary>Montgomery's trick: the inverses of n non-zero elements by one inversion and 3n multiplications.</summary>
public static class BatchInversion
{
    /// <summary>Inverts every vector in place; no lane may be zero. <paramref name="scratch"/> is at least as long.</summary>
    public static void Invert<P>(Span<P> values, Span<P> scratch)
        where P : unmanaged, IPackedField<P>
    {
        P product = P.Constant(Kernel.Fields.KoalaBear.One);
        for (int i = 0; i < values.Length; i++)
        {
            scratch[i] = product;
            product *= values[i];
        }

        P inverse = P.Inverse(product);
        for (int i = values.Length - 1; i >= 0; i--)
        {
            P value = values[i];
            values[i] = inverse * scratch[i];
            inverse *= value;
        }
    }

    /// <inheritdoc cref="Invert{P}(Span{P}, Span{P})"/>
    public static void Invert<P>(Span<Quintic<P>> values, Span<Quintic<P>> scratch)
        where P : unmanaged, IPackedField<P>
    {
        Quintic<P> product = Quintic<P>.One;
        for (int i = 0; i < values.Length; i++)
        {
            scratch[i] = product;
            product *= values[i];
        }

        Quintic<P> inverse = product.Inverse();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            Quintic<P> value = values[i];
            values[i] = inverse * scratch[i];
            inverse *= value;
        }
    }
}
