namespace Rollup.Sequencer;

/// <summary>The sequencer as seen from outside.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="Detail">Why it is in a phase other than leading; empty if there is nothing to say.</param>
public sealed record SequencerStatus(SequencerPhase Phase, string Detail);
