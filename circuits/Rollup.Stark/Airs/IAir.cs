using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Airs;

/// <summary>
/// An algebraic intermediate representation: the columns of one table and the polynomial constraints and bus interactions that hold in
/// every row. Written once, in <see cref="Evaluate"/>, and evaluated over packed base elements, extension elements and symbols.
/// </summary>
public interface IAir
{
    string Name { get; }

    /// <summary>Main columns, filled by the prover.</summary>
    int Width { get; }

    /// <summary>Public values of the proof that it reads, from index 0.</summary>
    int PublicValueCount => 0;

    /// <summary>
    /// Columns fixed by the verification key, or null if there are none; they fix the table's height as well.
    /// </summary>
    Trace? Preprocessed() => null;

    /// <summary>
    /// Whether a proof may leave the table out. It then has no rows, hence sends and receives nothing, and all its constraints hold, those of the first and last row included. So an optional AIR
    /// reads no public values; it has interactions, or it would prove nothing to anyone, and no preprocessed columns.
    /// </summary>
    bool IsOptional => false;

    /// <summary>
    /// Whether messages or multiplicities read the next row. They must then have multiplicity 0 in the last row, whose next row is the first, and only the AIR's author can see to that: without this, a
    /// key with such an AIR is refused.
    /// </summary>
    bool MessagesReadNextRow => false;

    /// <summary>What column <paramref name="index"/> is called in reports of the debug checker.</summary>
    string ColumnName(int index) => $"column {index}";

    /// <summary>
    /// Hands every constraint and interaction to <paramref name="builder"/>, always the same ones in the same order: control flow must
    /// not depend on values.
    /// </summary>
    void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>;
}
