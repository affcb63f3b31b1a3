using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Ntt;

/// <summary>The points s, s·ω, s·ω², … of a coset as vectors, from a given packed row on.</summary>
internal ref struct CosetPoints<P>
    where P : unmanaged, IPackedField<P>
{
    private readonly P _step;

    public CosetPoints(KoalaBear shift, KoalaBear ratio, int firstPackedRow)
    {
        KoalaBear first = shift * ratio.Pow((ulong)firstPackedRow * (ulong)P.Lanes);
        Current = PackedField.GeometricSequence<P>(first, ratio);
        _step = P.Constant(ratio.Pow((ulong)P.Lanes));
    }

    public P Current { get; private set; }

    public void MoveNext() => Current *= _step;
}
