namespace Rollup.Ethereum.JsonRpc;

/// <summary>No answer: refused, reset, timed out, or an HTTP status that says to come back later. Asking again may help.</summary>
public sealed class L1UnreachableException(string message, Exception? inner = null) : L1Exception(message, inner);
