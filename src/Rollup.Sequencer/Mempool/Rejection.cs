namespace Rollup.Sequencer;

/// <summary>A refused submission.</summary>
/// <param name="Reason">Which rule refused it.</param>
/// <param name="Message">What wallets and users see, in the words that Ethereum nodes use.</param>
public sealed record Rejection(RejectionReason Reason, string Message);
