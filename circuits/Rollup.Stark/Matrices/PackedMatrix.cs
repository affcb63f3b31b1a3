using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Matrices;

/// <summary>
/// A row-major matrix of packed elements: packed row t holds rows tL … tL + L − 1, column after column, L being the number of lanes.
/// A column of consecutive rows is one vector load, a packed row is contiguous: the layout that row hashing, constraint
/// evaluation and column transforms share.
/// </summary>
public sealed unsafe class PackedMatrix<P> : IDisposable
    where P : unmanaged, IPackedField<P>
{
    private readonly BufferPool _pool;
    private P* _vectors;

    /// <summary>Uninitialised; <paramref name="rows"/> is a multiple of the number of lanes.</summary>
    public PackedMatrix(BufferPool pool, int width, int rows)
    {
        _pool = pool;
        Width = width;
        Rows = rows;
        _vectors = (P*)pool.Rent((long)PackedRows * width * sizeof(P));
    }

    public int Width { get; }

    public int Rows { get; }

    public int PackedRows => Rows / P.Lanes;

    public Span<P> PackedRow(int index) => new(_vectors + ((long)index * Width), Width);

    /// <summary>Packed rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1, one after another.</summary>
    public Span<P> PackedRowsFrom(int first, int count) => new(_vectors + ((long)first * Width), count * Width);

    /// <summary>Rows are <see cref="Width"/> vectors apart.</summary>
    internal P* PointerTo(int packedRow, int column) => _vectors + ((long)packedRow * Width) + column;

    public ref P this[int packedRow, int column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _vectors[((long)packedRow * Width) + column];
    }

    /// <summary>Copies row <paramref name="index"/> to <paramref name="row"/>.</summary>
    public void ReadRow(int index, Span<KoalaBear> row)
    {
        ReadOnlySpan<KoalaBear> lanes = PackedField.Lanes(PackedRow(index / P.Lanes));
        for (int column = 0; column < row.Length; column++)
            row[column] = lanes[(column * P.Lanes) + (index % P.Lanes)];
    }

    /// <summary>Fills packed rows [<paramref name="from"/>, <paramref name="to"/>) from the rows of <paramref name="trace"/>.</summary>
    public void CopyFrom(Trace trace, int from, int to)
    {
        int whole = Width - (Width % P.Lanes);
        for (int packedRow = from; packedRow < to; packedRow++)
        {
            Span<P> target = PackedRow(packedRow);
            for (int lane = 0; lane < P.Lanes; lane++)
            {
                // Squares of words, transposed below.
                ReadOnlySpan<KoalaBear> source = trace.Row((packedRow * P.Lanes) + lane);
                for (int square = 0; square < whole; square += P.Lanes)
                    target[square + lane] = Unsafe.ReadUnaligned<P>(in Unsafe.As<KoalaBear, byte>(ref Unsafe.AsRef(in source[square])));
                for (int column = whole; column < Width; column++)
                    PackedField.Lanes(target)[(column * P.Lanes) + lane] = source[column];
            }

            for (int square = 0; square < whole; square += P.Lanes)
                PackedField.Transpose(ref target[square]);
        }
    }

    public void Dispose()
    {
        _pool.Return((nint)_vectors);
        _vectors = null;
    }
}
