using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Ntt;

/// <summary>
/// Powers of the roots of unity as vectors, one table per butterfly size 2m, computed once per process: ωᵢ for i below m, where ω is the
/// root of order 2m (or its inverse). m is at least the number of lanes.
/// </summary>
internal static unsafe class Twiddles<P>
    where P : unmanaged, IPackedField<P>
{
    private static readonly Lock Gate = new();
    private static readonly nint[] ForwardTables = new nint[KoalaBear.TwoAdicity + 1];
    private static readonly nint[] InverseTables = new nint[KoalaBear.TwoAdicity + 1];

    /// <summary>The table of butterflies of size 2^<paramref name="logSize"/>.</summary>
    public static P* Forward(int logSize) => Table(ForwardTables, logSize, inverse: false);

    /// <inheritdoc cref="Forward"/>
    public static P* Inverse(int logSize) => Table(InverseTables, logSize, inverse: true);

    private static P* Table(nint[] tables, int logSize, bool inverse)
    {
        nint table = Volatile.Read(ref tables[logSize]);
        if (table != 0)
            return (P*)table;
        lock (Gate)
        {
            if (tables[logSize] == 0)
                Volatile.Write(ref tables[logSize], (nint)Compute(logSize, inverse));
            return (P*)tables[logSize];
        }
    }

    private static P* Compute(int logSize, bool inverse)
    {
        KoalaBear root = KoalaBear.TwoAdicGenerator(logSize);
        if (inverse)
            root = root.Inverse();
        int half = 1 << (logSize - 1);
        P* table = (P*)NativeMemory.AlignedAlloc((nuint)(half / P.Lanes * sizeof(P)), 64);
        KoalaBear* lanes = (KoalaBear*)table;
        KoalaBear power = KoalaBear.One;
        for (int i = 0; i < half; i++, power *= root)
            lanes[i] = power;
        return table;
    }
}
