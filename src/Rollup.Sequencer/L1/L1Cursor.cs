using Rollup.Kernel.Primitives;

namespace Rollup.Sequencer.L1;

/// <summary>The L1 block up to which the queue has been read for good.</summary>
public sealed record L1Cursor(ulong BlockNumber, Hash256 BlockHash);
