namespace Rollup.Sequencer.L1;

/// <summary>
/// L1 contradicts what it had finalised: another chain answers at the URL, or finality was violated. Nothing is read until an operator
/// has looked.
/// </summary>
public sealed class L1HistoryException(string message) : Exception(message);
