namespace Rollup.Stark.Airs.Symbolic;

/// <summary>A message on a bus, sent or received.</summary>
public sealed record SymbolicInteraction(Bus Bus, bool IsSend, SymbolicExpression[] Message, SymbolicExpression Multiplicity, uint MaxMultiplicity)
{
    public int MessageDegree => Message.Max(m => m.Degree);

    /// <summary>Whether message or multiplicity depend on the next row. Then the multiplicity must be 0 in the last row, whose next row is the first: it would put a message together from both ends of the table.</summary>
    public bool ReadsNext => SymbolicGraph.Variables(SymbolicKind.Next, Message.Append(Multiplicity)).Length > 0;
}
