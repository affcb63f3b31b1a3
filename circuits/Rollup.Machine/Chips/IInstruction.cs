using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips;

/// <summary>
/// How one kind of instruction is proven, in one set of columns. A table of <see cref="InstructionChip{TInstruction}"/> has one or several of these per row.
/// All columns of padding are zero, all constraints hold there, and nothing is sent.
/// </summary>
public interface IInstruction
{
    /// <summary>The chip, and thereby the operations; see <see cref="InstructionSet"/>.</summary>
    static abstract ChipKind Kind { get; }

    static abstract string[] ColumnNames { get; }

    static abstract void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>;

    /// <summary>Fills columns that are zero so far, and counts what they send to the lookup tables.</summary>
    static abstract void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups);
}
