using Rollup.Kernel.Fields;

namespace Rollup.Stark.Checking;

/// <summary>A message with its multiplicity, negative (modulo p) if it is received.</summary>
internal readonly record struct CheckedInteraction(string Message, KoalaBear Multiplicity);
