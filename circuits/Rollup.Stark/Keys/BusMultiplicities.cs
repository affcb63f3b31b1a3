using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Airs.Symbolic;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Keys;

/// <summary>
/// LogUp balances buses modulo p only (eprint 2022/1530, section 3). That is balance over the integers if the bounded multiplicities of a bus sum to less than p: then no
/// message can be sent or received a multiple of p times. An unbounded side is that of a lookup table; it may exist in one direction of a bus only.
/// </summary>
public static class BusMultiplicities
{
    /// <summary>Throws if a bus has an unbounded multiplicity in both directions, messages of two lengths or names under one number, or a number that is no canonical field element.</summary>
    public static void Validate(IReadOnlyList<AirStructure> tables)
    {
        foreach (IGrouping<int, SymbolicInteraction> bus in tables.SelectMany(t => t.Interactions).GroupBy(i => i.Bus.Number))
        {
            // Two numbers that are equal modulo p would be one bus.
            if ((uint)bus.Key >= KoalaBear.Modulus)
                throw new InvalidAirException($"Bus number {bus.Key} is negative or not below the field's modulus.");
            if (bus.Select(i => i.Bus).Distinct().Count() > 1)
                throw new InvalidAirException($"Bus number {bus.Key} has two definitions.");
            if (bus.Where(i => i.MaxMultiplicity == Bus.Unbounded).Select(i => i.IsSend).Distinct().Count() > 1)
                throw new InvalidAirException($"Bus {bus.First().Bus.Name} is unbounded in both directions.");
            if (bus.First().Bus.MaxSent < KoalaBear.Modulus - 1 && bus.Any(i => i.IsSend && i.MaxMultiplicity == Bus.Unbounded))
                throw new InvalidAirException($"Bus {bus.First().Bus.Name} limits what is sent, but a multiplicity of it is unbounded.");
        }
    }

    /// <summary>Why a shape is not acceptable: a bus whose bounded multiplicities could sum to p, or on which more could be sent than its limit. Null if there is none.</summary>
    public static string? Violation(IReadOnlyList<AirStructure> tables, ProofShape shape)
    {
        Dictionary<Bus, (UInt128 All, UInt128 Sent)> totals = [];
        for (int table = 0; table < tables.Count; table++)
        {
            if (shape.LogHeights[table] == StarkParameters.AbsentLogHeight)
                continue;
            foreach (SymbolicInteraction interaction in tables[table].Interactions)
            {
                UInt128 most = (UInt128)interaction.MaxMultiplicity << shape.LogHeights[table];
                (UInt128 all, UInt128 sent) = totals.GetValueOrDefault(interaction.Bus);
                totals[interaction.Bus] = (all + most, sent + (interaction.IsSend ? most : 0));
            }
        }

        foreach ((Bus bus, (UInt128 all, UInt128 sent)) in totals)
        {
            if (all >= KoalaBear.Modulus)
                return $"The total multiplicity of bus {bus.Name} could reach the field's modulus.";
            if (sent > bus.MaxSent)
                return $"On bus {bus.Name} {sent} messages could be sent; at most {bus.MaxSent} may be.";
        }

        return null;
    }
}
