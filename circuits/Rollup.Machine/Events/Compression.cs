using Rollup.Kernel.Fields;

namespace Rollup.Machine.Events;

/// <summary>An input that tree rows look up on a Compress bus <paramref name="Multiplicity"/> times.</summary>
public readonly record struct Compression(KoalaBear[] Input, uint Multiplicity);
