using Rollup.State;

namespace Rollup.Settlement.Reconstruction;

/// <summary>A batch read from L1, and the state that it gives; both can be written to a store from which a node continues.</summary>
public sealed record ReconstructedBatch(PublishedBatch Published, SealedBatch State);
