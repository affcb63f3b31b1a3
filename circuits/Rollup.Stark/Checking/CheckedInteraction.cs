using Rollup.Kernel.Fields;

namespace Rollup.Stark.Checking;

/// <summary>A message on the bus of a number, with its multiplicity, negative (modulo p) if it is received; <paramref name="Index"/> is that of the interaction in its AIR.</summary>
internal readonly record struct CheckedInteraction(int Index, int Bus, string Message, KoalaBear Multiplicity);
