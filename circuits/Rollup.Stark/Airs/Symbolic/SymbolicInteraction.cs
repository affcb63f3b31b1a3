namespace Rollup.Stark.Airs.Symbolic;

/// <summary>A message on a bus, sent or received.</summary>
public sealed record SymbolicInteraction(Bus Bus, bool IsSend, SymbolicExpression[] Message, SymbolicExpression Multiplicity, uint MaxMultiplicity)
{
    public int MessageDegree => Message.Max(m => m.Degree);
}
