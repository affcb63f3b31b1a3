using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;

namespace Rollup.Settlement.Reconstruction;

/// <summary>A committed batch as L1 alone shows it: its header, the header's hash, and the data that its data hash commits to.</summary>
public sealed record PublishedBatch(BatchHeader Header, Hash256 Hash, byte[] Data);
