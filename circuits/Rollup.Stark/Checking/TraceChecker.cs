using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Airs.Symbolic;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Checking;

/// <summary>
/// Evaluates every constraint of every AIR on every row of the traces, and balances the buses, without any cryptography. For finding out why a proof would not verify.
/// </summary>
public static class TraceChecker
{
    /// <summary>The first violated constraint, in the order of tables and rows, or else the first message whose sent and received counts differ; null if all is well. A null trace leaves an optional table out.</summary>
    public static TraceViolation? FindViolation(IReadOnlyList<IAir> airs, IReadOnlyList<Trace?> traces, IReadOnlyList<KoalaBear> publicValues)
    {
        Dictionary<(int Bus, string Message), (KoalaBear Balance, string Table, int Row)> messages = [];
        for (int table = 0; table < airs.Count; table++)
        {
            if (traces[table] is not { } trace)
            {
                if (!airs[table].IsOptional)
                    return new(airs[table].Name, "the table is left out and not optional", 0, "");
                continue;
            }

            if (CheckTable(airs[table], trace, publicValues, messages) is { } violation)
                return violation;
        }

        foreach (((_, string message), (KoalaBear balance, string table, int row)) in messages)
        {
            if (!balance.IsZero)
            {
                int signed = balance.ToCanonical() > KoalaBear.Modulus / 2 ? (int)(balance.ToCanonical() - (long)KoalaBear.Modulus) : (int)balance.ToCanonical();
                return new(table, $"a message is sent {signed} times more than it is received", row, message);
            }
        }

        return null;
    }

    private static TraceViolation? CheckTable(
        IAir air, Trace trace, IReadOnlyList<KoalaBear> publicValues, Dictionary<(int Bus, string Message), (KoalaBear Balance, string Table, int Row)> messages)
    {
        Trace? preprocessed = air.Preprocessed();
        if (preprocessed is not null && preprocessed.Height != trace.Height)
            return new(air.Name, $"the table has {trace.Height} rows and its preprocessed columns {preprocessed.Height}", 0, "");
        bool[] readsNext = [.. SymbolicBuilder.Evaluate(air, preprocessed?.Width ?? 0).Interactions.Select(i => i.ReadsNext)];
        List<CheckedInteraction> interactions = [];
        for (int row = 0; row < trace.Height; row++)
        {
            interactions.Clear();
            CheckingBuilder builder = new(
                Scalars(trace.Row(row)), Scalars(trace.Row((row + 1) % trace.Height)), preprocessed is null ? [] : Scalars(preprocessed.Row(row)),
                publicValues, row == 0, row == trace.Height - 1, interactions);
            air.Evaluate<CheckingBuilder, Scalar>(ref builder);
            if (builder.Failure is not null)
                return new(air.Name, builder.Failure, row, Describe(air, trace.Row(row)));
            foreach (CheckedInteraction interaction in interactions)
            {
                if (row == trace.Height - 1 && readsNext[interaction.Index])
                    return new(air.Name, "a message that reads the next row has a multiplicity in the last row", row, interaction.Message);
                ref (KoalaBear Balance, string Table, int Row) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(messages, (interaction.Bus, interaction.Message), out bool exists);
                if (!exists)
                    (entry.Table, entry.Row) = (air.Name, row);
                entry.Balance += interaction.Multiplicity;
            }
        }

        return null;
    }

    private static ReadOnlySpan<Scalar> Scalars(Span<KoalaBear> row) => MemoryMarshal.Cast<KoalaBear, Scalar>(row);

    private static string Describe(IAir air, Span<KoalaBear> row)
    {
        System.Text.StringBuilder text = new();
        for (int column = 0; column < row.Length; column++)
            _ = text.Append(air.ColumnName(column)).Append(" = ").Append(row[column].ToCanonical()).AppendLine();
        return text.ToString();
    }
}
