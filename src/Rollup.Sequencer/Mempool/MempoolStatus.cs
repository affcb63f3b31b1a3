namespace Rollup.Sequencer;

/// <summary>How many transactions the pool holds.</summary>
/// <param name="Pending">Executable in nonce order.</param>
/// <param name="Queued">Behind a missing nonce.</param>
public readonly record struct MempoolStatus(int Pending, int Queued);
