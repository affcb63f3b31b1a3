using Rollup.Kernel.Fields;

namespace Rollup.Stark.Matrices;

/// <summary>A table's witness: a row-major matrix of base elements whose height is a power of two.</summary>
public sealed class Trace
{
    private readonly KoalaBear[] _cells;

    public Trace(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (!int.IsPow2(height))
            throw new ArgumentException($"The height {height} is not a power of two.", nameof(height));
        Width = width;
        Height = height;
        _cells = new KoalaBear[checked(width * height)];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows, a power of two.</summary>
    public int Height { get; }

    public int LogHeight => int.Log2(Height);

    public Span<KoalaBear> Row(int index) => _cells.AsSpan(index * Width, Width);

    public KoalaBear this[int row, int column]
    {
        get => _cells[(row * Width) + column];
        set => _cells[(row * Width) + column] = value;
    }

    /// <summary>The smallest supported height that holds <paramref name="rows"/> rows.</summary>
    public static int HeightFor(int rows) => Math.Max(Fields.PackedField.MaxLanes, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)rows));
}
