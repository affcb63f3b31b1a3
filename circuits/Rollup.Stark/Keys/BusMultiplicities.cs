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
    public static void Validate(IReadOnlyList<AirShape> shapes)
    {
        foreach (IGrouping<int, SymbolicInteraction> bus in shapes.SelectMany(s => s.Interactions).GroupBy(i => i.Bus.Number))
        {
            // Two numbers that are equal modulo p would be one bus.
            if ((uint)bus.Key >= KoalaBear.Modulus)
                throw new InvalidAirException($"Bus number {bus.Key} is negative or not below the field's modulus.");
            if (bus.Select(i => i.Bus).Distinct().Count() > 1)
                throw new InvalidAirException($"Bus number {bus.Key} has two definitions.");
            if (bus.Where(i => i.MaxMultiplicity == Bus.Unbounded).Select(i => i.IsSend).Distinct().Count() > 1)
                throw new InvalidAirException($"Bus {bus.First().Bus.Name} is unbounded in both directions.");
        }
    }

    /// <summary>Whether at these heights every bus's bounded multiplicities sum to less than p.</summary>
    public static bool AreBelowModulus(IReadOnlyList<AirShape> shapes, IReadOnlyList<int> logHeights)
    {
        Dictionary<int, UInt128> totals = [];
        for (int table = 0; table < shapes.Count; table++)
        {
            if (logHeights[table] == StarkParameters.AbsentLogHeight)
                continue;
            foreach (SymbolicInteraction interaction in shapes[table].Interactions)
            {
                UInt128 total = (totals.GetValueOrDefault(interaction.Bus.Number)) + ((UInt128)interaction.MaxMultiplicity << logHeights[table]);
                if (total >= KoalaBear.Modulus)
                    return false;
                totals[interaction.Bus.Number] = total;
            }
        }

        return true;
    }
}
