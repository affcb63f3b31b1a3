using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;

namespace Rollup.Stark.Checking;

/// <summary>A message with its multiplicity, negative (modulo p) if it is received.</summary>
internal readonly record struct CheckedInteraction(Bus Bus, string Message, KoalaBear Multiplicity);
