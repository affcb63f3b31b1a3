namespace Rollup.Machine.Events;

/// <summary>A memory word before and after an access, and the time of its previous access in the segment (0: none).</summary>
public readonly record struct WordAccess(ulong Old, ulong New, uint Previous);
