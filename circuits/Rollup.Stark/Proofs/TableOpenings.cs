namespace Rollup.Stark.Proofs;

/// <summary>
/// A table's columns at the out-of-domain point ζ and, where the next row is read, at ζ·ω_n; one value per column, of extension columns too. An array is empty if the table has no such columns, does
/// not open them there, or is left out. <paramref name="MainNext"/> holds the columns of <c>AirStructure.NextColumns</c>, <paramref name="LogUpNext"/> the running sum alone.
/// </summary>
public sealed record TableOpenings<TExtension>(
    TExtension[] Preprocessed, TExtension[] Main, TExtension[] MainNext, TExtension[] LogUp, TExtension[] LogUpNext, TExtension[] Quotient)
{
    /// <summary>Those of a table that is left out.</summary>
    public static TableOpenings<TExtension> None { get; } = new([], [], [], [], [], []);

    /// <summary>All openings in the order of the transcript.</summary>
    public IEnumerable<TExtension[]> All => [Preprocessed, Main, MainNext, LogUp, LogUpNext, Quotient];

    /// <summary>Openings of the sizes of <paramref name="table"/>, each made by a call of <paramref name="read"/> with its length, in the order of the transcript.</summary>
    public static TableOpenings<TExtension> Read(TablePlan table, Func<int, TExtension[]> read) => new(
        read(table.Width(ColumnKind.Preprocessed)), read(table.Width(ColumnKind.Main)), read(table.NextWidth(ColumnKind.Main)),
        read(table.Width(ColumnKind.LogUp)), read(table.NextWidth(ColumnKind.LogUp)), read(table.Width(ColumnKind.Quotient)));

    public TExtension[] Local(ColumnKind kind) => kind switch
    {
        ColumnKind.Preprocessed => Preprocessed,
        ColumnKind.Main => Main,
        ColumnKind.LogUp => LogUp,
        _ => Quotient,
    };

    public TExtension[] Next(ColumnKind kind) => kind switch
    {
        ColumnKind.Main => MainNext,
        ColumnKind.LogUp => LogUpNext,
        _ => [],
    };
}
