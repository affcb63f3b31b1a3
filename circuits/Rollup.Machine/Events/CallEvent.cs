namespace Rollup.Machine.Events;

/// <summary>One call of a precompile. Reads happen at <paramref name="Time"/> + 2, writes at <paramref name="Time"/> + 3; a word that is both read and written is accessed once, at the latter.</summary>
/// <param name="Function">Which one.</param>
/// <param name="Time">The time of the calling instruction.</param>
/// <param name="FirstIndex">Word index of the address in rs1.</param>
/// <param name="SecondIndex">Word index of the address in rs2.</param>
/// <param name="First">The words at rs1.</param>
/// <param name="Second">The words at rs2.</param>
public sealed record CallEvent(Precompile Function, uint Time, uint FirstIndex, uint SecondIndex, WordAccess[] First, WordAccess[] Second);
