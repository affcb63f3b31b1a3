using Rollup.Kernel.Primitives;

namespace Rollup.Sequencer.L1;

/// <summary>How far the L1 queue has been taken, and the rolling hash of what has been taken.</summary>
public readonly record struct QueuePosition(ulong Index, Hash256 RollingHash);
