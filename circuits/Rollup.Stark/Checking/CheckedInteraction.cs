using Rollup.Kernel.Fields;

namespace Rollup.Stark.Checking;

/// <summary>A message on the bus of a number, with its multiplicity, negative (modulo p) if it is received.</summary>
internal readonly record struct CheckedInteraction(int Bus, string Message, KoalaBear Multiplicity);
