using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;

namespace Rollup.Sequencer;

/// <summary>What is stored, as a term starts from it.</summary>
/// <param name="Parent">The header of the newest sealed batch.</param>
/// <param name="ParentHash">Its hash.</param>
/// <param name="Open">The batch after it, with those of its blocks that are stored; the state holds them.</param>
/// <param name="Later">
/// Blocks of the batch after that, which the state does not hold yet: the last term ended between the first of them and the end of the open batch's storing.
/// </param>
internal sealed record LoadedChain(BatchHeader Parent, Hash256 ParentHash, OpenBatch Open, IReadOnlyList<LoadedBlock> Later);
