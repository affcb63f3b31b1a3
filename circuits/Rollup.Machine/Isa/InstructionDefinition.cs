namespace Rollup.Machine.Isa;

/// <summary>One encoding: a word w is it if w AND <paramref name="Mask"/> = <paramref name="Match"/>.</summary>
/// <param name="Unaligned">The chip of a load or store at an address that is no multiple of <paramref name="AccessBytes"/>; for others the same as <paramref name="Chip"/>.</param>
/// <param name="AccessBytes">Bytes that a load or store moves; 0 for other instructions.</param>
public sealed record InstructionDefinition(
    Operation Operation, string Name, InstructionFormat Format, ChipKind Chip, uint Match, uint Mask, ChipKind Unaligned, int AccessBytes);
