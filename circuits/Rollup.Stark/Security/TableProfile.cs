using Rollup.Stark.Airs;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Security;

/// <summary>What soundness depends on in a table.</summary>
/// <param name="Name">For reports.</param>
/// <param name="LogHeight">log₂ of the rows.</param>
/// <param name="Openings">Pairs of a column, base or extension, and a point where it is opened.</param>
/// <param name="Constraints">Constraints batched by λ.</param>
/// <param name="MaxDegree">The highest constraint degree.</param>
/// <param name="Interactions">Bus messages per row.</param>
/// <param name="MessageLength">Elements of the longest message.</param>
public sealed record TableProfile(string Name, int LogHeight, int Openings, int Constraints, int MaxDegree, int Interactions, int MessageLength)
{
    public static TableProfile Of(TablePlan table) => new(
        table.Structure.Name,
        table.LogHeight,
        TableOpenings<Extension>.Read(table, length => new Extension[length]).All.Sum(values => values.Length),
        table.Structure.ConstraintCount,
        table.Structure.MaxDegree,
        table.Structure.Interactions.Count,
        table.Structure.Interactions.Select(i => i.Message.Length).DefaultIfEmpty(0).Max());
}
