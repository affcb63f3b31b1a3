namespace Rollup.Ethereum.JsonRpc;

/// <summary>A call to an L1 node (or a remote signer) failed; the derived type says how.</summary>
public abstract class L1Exception(string message, Exception? inner = null) : Exception(message, inner);
