namespace Rollup.Recursion.Solidity;

/// <summary>Where an element stands in the proof's bytes.</summary>
internal readonly record struct ElementPlace(int Offset);

/// <summary>Where an extension element stands: in the proof's bytes, if it is a message, or in memory, if it is a challenge.</summary>
internal readonly record struct ExtensionPlace(int Offset);

/// <summary>Where a digest stands in the proof's bytes.</summary>
internal readonly record struct DigestPlace(int Offset);
