namespace Rollup.Stark.Checking;

/// <summary>The first thing wrong with a witness: <paramref name="What"/> failed in row <paramref name="Row"/> of table <paramref name="Table"/>; <paramref name="Values"/> shows the row or the message.</summary>
public sealed record TraceViolation(string Table, string What, int Row, string Values)
{
    public override string ToString() => $"{Table}, row {Row}: {What}\n{Values}";
}
