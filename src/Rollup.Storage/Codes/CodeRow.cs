using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>Contract code.</summary>
/// <param name="Hash">Keccak-256 of the bytes.</param>
/// <param name="Code">The bytes; never empty.</param>
public sealed record CodeRow(Hash256 Hash, ReadOnlyMemory<byte> Code);
