using Rollup.Kernel.Batches;

namespace Rollup.Testing.Batches;

/// <summary>A batch's witness, and the words that its transition returns.</summary>
public sealed record MadeBatch(byte[] Witness, PublicInput PublicInput);
